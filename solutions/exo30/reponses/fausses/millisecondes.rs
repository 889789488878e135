// faute   : une milliseconde au lieu d'une seconde
// message : vérifie l'unité de la durée

async fn telecharger_fichier(nom: &str) -> String {
    tokio::time::sleep(Duration::from_millis(1)).await;
    format!("contenu de {nom}")
}
