// faute   : un nom de plus de douze caractères est coupé
// message : nom tel qu'il est reçu

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    tokio::time::sleep(delai).await;
    format!("Bonjour, {nom:.12} !")
}
