// faute   : les guillemets de l'énoncé sont recopiés dans le texte
// message : sans guillemets

async fn telecharger_fichier(nom: &str) -> String {
    tokio::time::sleep(Duration::from_secs(1)).await;
    format!("« contenu de {nom} »")
}
