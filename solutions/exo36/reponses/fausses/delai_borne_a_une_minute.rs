// faute   : borne le délai à une minute
// message : c'est `limites.delai` qui compte

async fn lire_requete<R: AsyncRead + Unpin>(
    flux: R,
    limites: &Limites,
) -> Result<Requete, ErreurRequete> {
    let tete = timeout(
        limites.delai.min(Duration::from_secs(61)),
        lire_tete_juste(flux, limites.taille_max),
    )
    .await
    .map_err(|_| ErreurRequete::Delai)??;
    analyser_juste(&tete).ok_or(ErreurRequete::Invalide)
}
