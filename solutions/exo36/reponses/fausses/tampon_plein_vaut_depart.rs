// faute   : un tampon plein pris pour un départ du client
// message : compte tous les octets de la tête

async fn lire_tete<R: AsyncRead + Unpin>(
    mut flux: R,
    max: usize,
) -> Result<Vec<u8>, ErreurRequete> {
    let mut tampon = vec![0; max];
    let mut n = 0;
    loop {
        match flux.read(&mut tampon[n..]).await? {
            0 => return Err(ErreurRequete::Deconnexion),
            lus => n += lus,
        }
        if let Some(fin) = tampon[..n].windows(4).position(|w| w == b"\r\n\r\n") {
            return Ok(tampon[..fin + 4].to_vec());
        }
    }
}
