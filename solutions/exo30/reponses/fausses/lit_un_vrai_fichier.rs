// faute   : lit un fichier du disque au lieu d'imiter un téléchargement
// message : le nom reçu ne sert qu'à composer le texte rendu
// test    : etape1::le_contenu_porte_le_nom_du_fichier

async fn telecharger_fichier(nom: &str) -> String {
    tokio::time::sleep(Duration::from_secs(1)).await;
    tokio::fs::read_to_string(nom).await.unwrap()
}
