// faute   : un tampon de 4 Mio par client, quelle que soit la limite
// message : un tampon compte aussi
// test    : etape5::une_requete_correcte_donne_sa_methode_et_son_chemin

async fn lire_tete<R: AsyncRead + Unpin>(flux: R, max: usize) -> Result<Vec<u8>, ErreurRequete> {
    let mut flux = BufReader::with_capacity(4 << 20, flux).take(max as u64);
    let mut tete = Vec::new();
    while !tete.ends_with(b"\r\n\r\n") {
        if flux.read_until(b'\n', &mut tete).await? == 0 {
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
