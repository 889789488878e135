// faute   : la taille est bornée ligne par ligne
// message : pas ligne par ligne

async fn lire_tete<R: AsyncRead + Unpin>(flux: R, max: usize) -> Result<Vec<u8>, ErreurRequete> {
    let mut flux = BufReader::new(flux);
    let mut tete = Vec::new();
    while !tete.ends_with(b"\r\n\r\n") {
        let mut ligne = (&mut flux).take(max as u64);
        if ligne.read_until(b'\n', &mut tete).await? == 0 {
            return Err(ErreurRequete::Deconnexion);
        }
        if ligne.limit() == 0 && !tete.ends_with(b"\r\n\r\n") {
            return Err(ErreurRequete::TropGrande);
        }
    }
    if tete.len() > max {
        Err(ErreurRequete::TropGrande)
    } else {
        Ok(tete)
    }
}
