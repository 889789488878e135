// faute   : `{nom}` est resté tel quel : il manque `format!`
// message : il manque `format!`

#[allow(unused_variables)]
async fn telecharger_fichier(nom: &str) -> String {
    tokio::time::sleep(Duration::from_secs(1)).await;
    "contenu de {nom}".to_owned()
}
