// faute   : l'instant de la fin se calcule, et déborde pour un délai immense
// message : calculer l'instant de la fin
// test    : etape2::n_importe_quel_delai_convient

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    tokio::time::sleep_until(tokio::time::Instant::now() + delai).await;
    format!("Bonjour, {nom} !")
}
