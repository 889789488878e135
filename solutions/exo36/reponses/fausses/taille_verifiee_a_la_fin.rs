// faute   : la taille n'est vérifiée qu'à la ligne vide
// message : refusée dès qu'elle dépasse

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
        match flux.read(&mut tampon).await? {
            0 => return Err(ErreurRequete::Deconnexion),
            n => recu.extend_from_slice(&tampon[..n]),
        }
    }
}
