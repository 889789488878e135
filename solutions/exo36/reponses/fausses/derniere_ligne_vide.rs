// faute   : la fin de la tête cherchée depuis la fin
// message : la première ligne vide
// test    : etape5::ce_qui_suit_la_tete_est_ignore

async fn lire_tete<R: AsyncRead + Unpin>(
    mut flux: R,
    max: usize,
) -> Result<Vec<u8>, ErreurRequete> {
    let mut recu = Vec::new();
    let mut tampon = [0; 1024];
    loop {
        if let Some(fin) = recu.windows(4).rposition(|w| w == b"\r\n\r\n") {
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
            0 => return Err(ErreurRequete::Deconnexion),
            n => recu.extend_from_slice(&tampon[..n]),
        }
    }
}
