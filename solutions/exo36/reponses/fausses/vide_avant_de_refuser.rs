// faute   : lit et jette la suite avant de dire la tête trop grande
// message : le refus se rend aussitôt

async fn lire_requete<R: AsyncRead + Unpin>(
    mut flux: R,
    limites: &Limites,
) -> Result<Requete, ErreurRequete> {
    let depart = tokio::time::Instant::now();
    let issue = timeout(
        limites.delai,
        lire_tete_juste(&mut flux, limites.taille_max),
    )
    .await
    .map_err(|_| ErreurRequete::Delai)?;
    if let Err(ErreurRequete::TropGrande) = issue {
        let mut poubelle = [0; 1024];
        let reste = limites.delai.saturating_sub(depart.elapsed());
        let _ = timeout(reste, async {
            for _ in 0..64 {
                if matches!(flux.read(&mut poubelle).await, Ok(0) | Err(_)) {
                    break;
                }
            }
        })
        .await;
    }
    analyser_juste(&issue?).ok_or(ErreurRequete::Invalide)
}
