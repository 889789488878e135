// faute   : oublie le second fichier
// message : ni un seul

async fn taille_totale(premier: &str, second: &str) -> usize {
    telecharger_fichier(premier).await.len()
}
