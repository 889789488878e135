// faute   : regarde l'heure sans cesse au lieu de dormir
// message : céder son tour (`yield_now`)

async fn telecharger_fichier(nom: &str) -> String {
    let fin = tokio::time::Instant::now() + Duration::from_secs(1);
    while tokio::time::Instant::now() < fin {
        tokio::task::yield_now().await;
    }
    format!("contenu de {nom}")
}
