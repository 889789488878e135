// faute   : `read` qui rend 0 est relancé sans fin
// message : 1000 lectures après la fin
// test    : etape5::un_client_parti_avant_la_ligne_vide_est_deconnecte

async fn lire_tete<R: AsyncRead + Unpin>(
    mut flux: R,
    max: usize,
) -> Result<Vec<u8>, ErreurRequete> {
    let mut recu = Vec::new();
    let mut tampon = [0; 1024];
    loop {
        if let Some(fin) = recu.windows(4).position(|w| w == b"\r\n\r\n") {
            recu.truncate(fin + 4);
            return if recu.len() <= max {
                Ok(recu)
            } else {
                Err(ErreurRequete::TropGrande)
            };
        }
        if recu.len() > max {
            return Err(ErreurRequete::TropGrande);
        }
        match flux.read(&mut tampon).await? {
            n => recu.extend_from_slice(&tampon[..n]),
        }
    }
}
