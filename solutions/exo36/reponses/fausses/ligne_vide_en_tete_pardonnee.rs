// faute   : une ligne vide avant la première est pardonnée
// message : une première ligne vide est une première ligne incorrecte
// test    : etape5::une_premiere_ligne_incorrecte_est_invalide

/// Étape 5 : les octets de la tête, ligne vide comprise.
async fn lire_tete<R: AsyncRead + Unpin>(flux: R, max: usize) -> Result<Vec<u8>, ErreurRequete> {
    let mut flux = BufReader::new(flux).take(max as u64);
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
        if tete == b"\r\n" {
            tete.clear();
        }
    }
    Ok(tete)
}
