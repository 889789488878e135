// faute   : l'erreur de lecture est prise pour un départ
// message : effacent ce qui s'est passé
// test    : etape5::une_panne_du_flux_passe_telle_quelle

async fn lire_tete<R: AsyncRead + Unpin>(flux: R, max: usize) -> Result<Vec<u8>, ErreurRequete> {
    let mut flux = BufReader::new(flux).take(max as u64);
    let mut tete = Vec::new();
    while !tete.ends_with(b"\r\n\r\n") {
        if flux.read_until(b'\n', &mut tete).await.unwrap_or(0) == 0 {
            let pleine = flux.limit() == 0;
            return Err(if pleine {
                ErreurRequete::TropGrande
            } else {
                ErreurRequete::Deconnexion
            });
        }
    }
    Ok(tete)
}
