// faute   : l'attente est confiée à une tâche que personne n'attend
// message : confié à une tâche que personne n'attend

async fn telecharger_fichier(nom: &str) -> String {
    tokio::spawn(tokio::time::sleep(Duration::from_secs(1)));
    format!("contenu de {nom}")
}
