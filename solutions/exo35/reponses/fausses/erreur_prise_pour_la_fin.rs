// faute   : `while let Ok(Some(_))` prend une erreur pour la fin
// message : une erreur a été avalée
// test    : etape2::compter_un_dossier_est_une_erreur

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(chemin).await?).lines();
    let mut total = 0;
    while let Ok(Some(_)) = lignes.next_line().await {
        total += 1;
    }
    Ok(total)
}
