// faute   : télécharge deux fois le premier fichier
// message : ni deux fois le même

async fn taille_totale(premier: &str, second: &str) -> usize {
    telecharger_fichier(premier).await.len() + telecharger_fichier(premier).await.len()
}
