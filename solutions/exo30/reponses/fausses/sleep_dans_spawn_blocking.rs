// faute   : un thread de la réserve bloquante endormi pendant une seconde
// message : même depuis `spawn_blocking`

async fn telecharger_fichier(nom: &str) -> String {
    let attente = tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_secs(1)));
    attente.await.unwrap();
    format!("contenu de {nom}")
}
