// faute   : seul le dernier morceau du nom est gardé
// message : le nom tel qu'il est reçu
// test    : etape1::le_contenu_porte_le_nom_du_fichier

async fn telecharger_fichier(nom: &str) -> String {
    tokio::time::sleep(Duration::from_secs(1)).await;
    let nom = nom.rsplit('/').next().unwrap_or(nom);
    format!("contenu de {nom}")
}
