// faute   : `taille_max` octets réservés d'avance
// message : `limites.taille_max` peut être `usize::MAX`
// test    : etape5::echeance::toute_limite_est_une_limite

/// Étape 5 : les octets de la tête, ligne vide comprise.
async fn lire_tete<R: AsyncRead + Unpin>(flux: R, max: usize) -> Result<Vec<u8>, ErreurRequete> {
    let mut flux = BufReader::new(flux).take(max as u64);
    let mut tete = Vec::with_capacity(max);
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
