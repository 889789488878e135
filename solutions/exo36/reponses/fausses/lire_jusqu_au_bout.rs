// faute   : `read_to_end` : attend que le client ferme
// message : sans attendre que le client parte
// test    : etape5::une_requete_correcte_donne_sa_methode_et_son_chemin

async fn lire_tete<R: AsyncRead + Unpin>(flux: R, max: usize) -> Result<Vec<u8>, ErreurRequete> {
    let mut recu = Vec::new();
    flux.take(max as u64 + 1).read_to_end(&mut recu).await?;
    match recu.windows(4).position(|w| w == b"\r\n\r\n") {
        Some(fin) if fin + 4 <= max => Ok(recu[..fin + 4].to_vec()),
        _ if recu.len() > max => Err(ErreurRequete::TropGrande),
        _ => Err(ErreurRequete::Deconnexion),
    }
}
