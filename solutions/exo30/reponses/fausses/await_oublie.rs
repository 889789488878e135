// faute   : le minuteur est créé et jamais attendu
// message : sans `.await`, il n'attend rien

async fn telecharger_fichier(nom: &str) -> String {
    let _ = tokio::time::sleep(Duration::from_secs(1));
    format!("contenu de {nom}")
}
