// faute   : lit la tête dans un tampon de taille fixe
// message : ni celle d'un tampon
// test    : etape5::une_grande_tete_est_lue_si_elle_est_permise

async fn lire_requete<R: AsyncRead + Unpin>(
    mut flux: R,
    limites: &Limites,
) -> Result<Requete, ErreurRequete> {
    let lecture = async {
        let mut tampon = [0u8; 8192];
        let max = limites.taille_max.min(tampon.len());
        let mut n = 0;
        loop {
            if n == max {
                return Err(ErreurRequete::TropGrande);
            }
            let k = flux.read(&mut tampon[n..max]).await?;
            if k == 0 {
                return Err(ErreurRequete::Deconnexion);
            }
            n += k;
            if let Some(i) = tampon[..n].windows(4).position(|f| f == b"\r\n\r\n") {
                return Ok(tampon[..i + 4].to_vec());
            }
        }
    };
    let tete = timeout(limites.delai, lecture)
        .await
        .map_err(|_| ErreurRequete::Delai)??;
    analyser_juste(&tete).ok_or(ErreurRequete::Invalide)
}
