// faute   : le nom du fichier perd ses majuscules
// message : ses majuscules et ses espaces aussi

async fn telecharger_fichier(nom: &str) -> String {
    tokio::time::sleep(Duration::from_secs(1)).await;
    format!("contenu de {}", nom.to_lowercase())
}
