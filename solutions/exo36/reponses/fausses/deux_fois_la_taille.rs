// faute   : une tête inachevée n'est trop grande qu'au double de la limite
// message : 1500 octets sans ligne vide

async fn lire_requete<R: AsyncRead + Unpin>(
    mut flux: R,
    limites: &Limites,
) -> Result<Requete, ErreurRequete> {
    let lecture = async {
        let mut tete = Vec::new();
        let mut bloc = [0u8; 512];
        loop {
            let n = flux.read(&mut bloc).await?;
            if n == 0 {
                return Err(ErreurRequete::Deconnexion);
            }
            tete.extend_from_slice(&bloc[..n]);
            if let Some(i) = tete.windows(4).position(|f| f == b"\r\n\r\n") {
                if i + 4 > limites.taille_max {
                    return Err(ErreurRequete::TropGrande);
                }
                tete.truncate(i + 4);
                return Ok(tete);
            }
            if tete.len() >= limites.taille_max.max(1).saturating_mul(2) {
                return Err(ErreurRequete::TropGrande);
            }
        }
    };
    let tete = timeout(limites.delai, lecture)
        .await
        .map_err(|_| ErreurRequete::Delai)??;
    analyser_juste(&tete).ok_or(ErreurRequete::Invalide)
}
