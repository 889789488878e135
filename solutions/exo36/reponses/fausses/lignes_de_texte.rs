// faute   : `lines` : une ligne qui n'est pas de l'UTF-8 devient une erreur de lecture
// message : qui n'est pas `Invalide`

async fn lire_tete<R: AsyncRead + Unpin>(flux: R, max: usize) -> Result<Vec<u8>, ErreurRequete> {
    let mut flux = BufReader::new(flux).take(max as u64);
    let mut tete = String::new();
    while !tete.ends_with("\r\n\r\n") {
        if flux.read_line(&mut tete).await? == 0 {
            let pleine = flux.limit() == 0;
            return Err(if pleine {
                ErreurRequete::TropGrande
            } else {
                ErreurRequete::Deconnexion
            });
        }
    }
    Ok(tete.into_bytes())
}
