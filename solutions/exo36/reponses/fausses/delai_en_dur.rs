// faute   : un délai écrit dans le code
// message : `limites.delai` qui compte
// test    : etape5::echeance::une_tete_lente_mais_a_temps_est_lue

async fn lire_requete<R: AsyncRead + Unpin>(
    flux: R,
    limites: &Limites,
) -> Result<Requete, ErreurRequete> {
    let lecture = lire_tete(flux, limites.taille_max);
    let tete = timeout(limites.delai.min(Duration::from_secs(30)), lecture)
        .await
        .map_err(|_| ErreurRequete::Delai)??;
    analyser(&tete).ok_or(ErreurRequete::Invalide)
}
