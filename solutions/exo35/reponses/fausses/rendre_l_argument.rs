// faute   : rend `contenu` au lieu de relire le fichier
// message : rendre une copie de `contenu` n'est pas relire
// test    : etape1::la_valeur_rendue_vient_du_fichier_et_non_de_l_argument

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    tokio::fs::write(chemin, contenu).await?;
    Ok(contenu.to_owned())
}
