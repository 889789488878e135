// faute   : compte les lignes de chaque morceau lu, qui en coupe certaines en deux
// message : un morceau de fichier peut couper une ligne

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let mut fichier = File::open(chemin).await?;
    let mut morceau = vec![0; 8192];
    let mut total = 0;
    loop {
        let lus = fichier.read(&mut morceau).await?;
        if lus == 0 {
            return Ok(total);
        }
        total += String::from_utf8_lossy(&morceau[..lus]).lines().count();
    }
}
