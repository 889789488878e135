// faute   : la ligne vide cherchée dans chaque morceau à part
// message : peut être coupée n'importe où
// test    : etape5::la_tete_peut_arriver_en_morceaux

async fn lire_tete<R: AsyncRead + Unpin>(
    mut flux: R,
    max: usize,
) -> Result<Vec<u8>, ErreurRequete> {
    let mut recu = Vec::new();
    let mut tampon = [0; 1024];
    let mut debut = 0;
    loop {
        if let Some(fin) = recu[debut..].windows(4).position(|w| w == b"\r\n\r\n") {
            let fin = debut + fin;
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
            n => {
                debut = recu.len();
                recu.extend_from_slice(&tampon[..n]);
            }
        }
    }
}
