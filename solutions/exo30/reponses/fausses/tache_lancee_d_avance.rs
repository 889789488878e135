// faute   : le second téléchargement part dans une tâche avant la fin du premier
// message : ils ont couru ensemble

async fn taille_totale(premier: &str, second: &str) -> usize {
    let second = second.to_owned();
    let second = tokio::spawn(async move { telecharger_fichier(&second).await });
    let premier = telecharger_fichier(premier).await;
    premier.len() + second.await.unwrap().len()
}
