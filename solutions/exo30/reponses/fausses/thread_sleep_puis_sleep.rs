// faute   : le thread dort un instant avant la bonne attente
// message : sans compter sur l'horloge de Tokio

async fn telecharger_fichier(nom: &str) -> String {
    std::thread::sleep(Duration::from_millis(40));
    tokio::time::sleep(Duration::from_secs(1)).await;
    format!("contenu de {nom}")
}
