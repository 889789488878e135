// faute   : vérifie l'UTF-8 morceau par morceau
// message : couper une ligne ou un caractère en deux
// test    : etape2::un_caractere_a_cheval_sur_deux_lectures_reste_valide

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let mut fichier = File::open(chemin).await?;
    let mut morceau = vec![0; 8192];
    let (mut total, mut dernier) = (0, b'\n');
    loop {
        let lus = fichier.read(&mut morceau).await?;
        if lus == 0 {
            return Ok(total + usize::from(dernier != b'\n'));
        }
        std::str::from_utf8(&morceau[..lus])
            .map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?;
        total += morceau[..lus].iter().filter(|o| **o == b'\n').count();
        dernier = morceau[lus - 1];
    }
}
