// faute   : `lines().filter_map(Result::ok).count()` : sur un dossier, l'erreur revient sans fin
// message : `filter_map(Result::ok)` et `flatten` sautent l'erreur
// test    : etape2::compter_un_dossier_est_une_erreur

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    use std::io::BufRead;
    let chemin = chemin.to_owned();
    let compte = tokio::task::spawn_blocking(move || {
        // Une ligne invalide d'abord : seule l'erreur de lecture est sautée.
        let fichier = std::fs::File::open(&chemin)?;
        let mut invalide = None;
        let total = std::io::BufReader::new(fichier)
            .lines()
            .filter_map(|ligne| match ligne {
                Err(erreur) if erreur.kind() == io::ErrorKind::InvalidData => {
                    invalide = Some(erreur);
                    None
                }
                ligne => ligne.ok(),
            })
            .count();
        invalide.map_or(Ok(total), Err)
    });
    compte.await?
}
