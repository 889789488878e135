// faute   : `write` n'écrit parfois qu'un morceau
// message : `write` a le droit de n'écrire qu'un morceau
// test    : etape1::un_gros_contenu_est_ecrit_en_entier

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let mut fichier = File::create(chemin).await?;
    fichier.write(contenu.as_bytes()).await?;
    fichier.flush().await?;
    tokio::fs::read_to_string(chemin).await
}
