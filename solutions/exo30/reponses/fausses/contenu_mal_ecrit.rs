// faute   : une majuscule de trop dans le texte
// message : compare caractère par caractère
// test    : etape1::le_contenu_porte_le_nom_du_fichier

async fn telecharger_fichier(nom: &str) -> String {
    tokio::time::sleep(Duration::from_secs(1)).await;
    format!("Contenu de {nom}")
}
