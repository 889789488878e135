// faute   : le thread dort un instant entre les deux téléchargements
// message : sans compter sur l'horloge de Tokio

async fn taille_totale(premier: &str, second: &str) -> usize {
    let premier = telecharger_fichier(premier).await;
    std::thread::sleep(Duration::from_millis(20));
    let second = telecharger_fichier(second).await;
    premier.len() + second.len()
}
