// faute   : le délai repart à chaque lecture
// message : une par lecture, qui repart à chaque octet reçu
// test    : etape5::echeance::le_goutte_a_goutte_ne_prolonge_pas_le_delai
// retire  : lire_tete

async fn lire_requete<R: AsyncRead + Unpin>(
    mut flux: R,
    limites: &Limites,
) -> Result<Requete, ErreurRequete> {
    let mut recu = Vec::new();
    let mut tampon = [0; 1024];
    loop {
        if let Some(fin) = recu.windows(4).position(|w| w == b"\r\n\r\n") {
            if fin + 4 > limites.taille_max {
                return Err(ErreurRequete::TropGrande);
            }
            return analyser(&recu[..fin + 4]).ok_or(ErreurRequete::Invalide);
        }
        if recu.len() > limites.taille_max {
            return Err(ErreurRequete::TropGrande);
        }
        match timeout(limites.delai, flux.read(&mut tampon)).await {
            Err(_) => return Err(ErreurRequete::Delai),
            Ok(Err(erreur)) => return Err(erreur.into()),
            Ok(Ok(0)) => return Err(ErreurRequete::Deconnexion),
            Ok(Ok(n)) => recu.extend_from_slice(&tampon[..n]),
        }
    }
}
