// faute   : un fichier qui ne s'ouvre pas compte pour zéro ligne
// message : une erreur a été avalée
// test    : etape2::une_erreur_du_systeme_revient_telle_quelle

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let Ok(fichier) = File::open(chemin).await else {
        return Ok(0);
    };
    let mut lignes = BufReader::new(fichier).lines();
    let mut total = 0;
    while lignes.next_line().await?.is_some() {
        total += 1;
    }
    Ok(total)
}
