// faute   : écrit d'abord à côté, sous un nom fixe que deux appels se disputent
// message : ce qu'un appel prépare n'est qu'à lui
// test    : etape1::des_appels_simultanes_ont_chacun_leur_fichier

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let provisoire = chemin.with_file_name(".ecriture.tmp");
    tokio::fs::write(&provisoire, contenu).await?;
    if let Err(e) = tokio::fs::rename(&provisoire, chemin).await {
        let _ = tokio::fs::remove_file(&provisoire).await;
        return Err(e);
    }
    tokio::fs::read_to_string(chemin).await
}
