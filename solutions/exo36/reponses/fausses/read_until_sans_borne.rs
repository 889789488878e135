// faute   : `read_until` sans limite
// message : un seul client remplirait la mémoire
// test    : etape5::un_flot_sans_fin_est_coupe

async fn lire_tete<R: AsyncRead + Unpin>(flux: R, max: usize) -> Result<Vec<u8>, ErreurRequete> {
    let mut flux = BufReader::new(flux);
    let mut tete = Vec::new();
    while !tete.ends_with(b"\r\n\r\n") {
        if flux.read_until(b'\n', &mut tete).await? == 0 {
            return Err(ErreurRequete::Deconnexion);
        }
        if tete.len() > max {
            return Err(ErreurRequete::TropGrande);
        }
    }
    Ok(tete)
}
