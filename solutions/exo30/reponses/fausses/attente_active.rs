// faute   : une boucle sur l'horloge réelle garde le thread
// message : un thread a été bloqué

async fn telecharger_fichier(nom: &str) -> String {
    let depart = std::time::Instant::now();
    while depart.elapsed() < Duration::from_secs(1) {}
    format!("contenu de {nom}")
}
