// faute   : `Instant::now() + delai` ne prend pas tout délai
// message : `limites.delai` peut être `Duration::MAX`
// test    : etape5::echeance::toute_limite_est_une_limite

async fn lire_requete<R: AsyncRead + Unpin>(
    flux: R,
    limites: &Limites,
) -> Result<Requete, ErreurRequete> {
    let fin = tokio::time::Instant::now() + limites.delai;
    let lecture = lire_tete(flux, limites.taille_max);
    let tete = tokio::time::timeout_at(fin, lecture)
        .await
        .map_err(|_| ErreurRequete::Delai)??;
    analyser(&tete).ok_or(ErreurRequete::Invalide)
}
