// faute   : un seul `read` pour toute la tête
// message : un seul `read` ne rend que ce qui est déjà là

async fn lire_tete<R: AsyncRead + Unpin>(
    mut flux: R,
    max: usize,
) -> Result<Vec<u8>, ErreurRequete> {
    let mut tampon = vec![0; max + 1];
    let n = flux.read(&mut tampon).await?;
    match tampon[..n].windows(4).position(|w| w == b"\r\n\r\n") {
        Some(fin) if fin + 4 <= max => Ok(tampon[..fin + 4].to_vec()),
        _ if n > max => Err(ErreurRequete::TropGrande),
        _ => Err(ErreurRequete::Deconnexion),
    }
}
