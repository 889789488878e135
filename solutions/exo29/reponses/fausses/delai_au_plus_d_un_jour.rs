// faute   : un délai de plus d'un jour est raccourci
// message : sans plafond

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    tokio::time::sleep(delai.min(Duration::from_secs(24 * 3600))).await;
    format!("Bonjour, {nom} !")
}
