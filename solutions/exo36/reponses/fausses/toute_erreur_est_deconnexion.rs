// faute   : toute erreur de la lecture, l'échéance comprise, devient `Deconnexion`
// message : `map_err(|_| …)` efface ce qui s'est passé
// test    : etape5::echeance::le_silence_finit_par_un_delai

async fn lire_requete<R: AsyncRead + Unpin>(
    flux: R,
    limites: &Limites,
) -> Result<Requete, ErreurRequete> {
    let lecture = lire_tete(flux, limites.taille_max);
    let tete = timeout(limites.delai, lecture)
        .await
        .map_err(|_| ErreurRequete::Deconnexion)??;
    analyser(&tete).ok_or(ErreurRequete::Invalide)
}
