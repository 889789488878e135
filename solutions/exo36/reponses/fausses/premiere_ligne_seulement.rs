// faute   : la première ligne suffit, les en-têtes ne sont pas lus
// message : la tête n'était pas finie
// test    : etape5::la_tete_n_est_pas_finie_avant_sa_ligne_vide

async fn lire_tete<R: AsyncRead + Unpin>(flux: R, max: usize) -> Result<Vec<u8>, ErreurRequete> {
    let mut flux = BufReader::new(flux).take(max as u64);
    let mut tete = Vec::new();
    while !tete.ends_with(b"\r\n") {
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
