// faute   : la ligne vide n'est pas comptée
// message : ligne vide comprise
// test    : etape5::taille_max_compte_toute_la_tete

async fn lire_tete<R: AsyncRead + Unpin>(
    mut flux: R,
    max: usize,
) -> Result<Vec<u8>, ErreurRequete> {
    let mut recu = Vec::new();
    let mut tampon = [0; 1024];
    loop {
        if let Some(fin) = recu.windows(4).position(|w| w == b"\r\n\r\n") {
            recu.truncate(fin + 4);
            return if fin <= max {
                Ok(recu)
            } else {
                Err(ErreurRequete::TropGrande)
            };
        }
        if recu.len() > max + 4 {
            return Err(ErreurRequete::TropGrande);
        }
        match flux.read(&mut tampon).await? {
            0 => return Err(ErreurRequete::Deconnexion),
            n => recu.extend_from_slice(&tampon[..n]),
        }
    }
}
