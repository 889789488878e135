// faute   : le thread dort un instant avant la bonne attente
// message : sans compter sur l'horloge de Tokio
// test    : etape1::le_telechargement_ne_bloque_aucun_thread_meme_un_instant

async fn telecharger_fichier(nom: &str) -> String {
    std::thread::sleep(Duration::from_millis(40));
    tokio::time::sleep(Duration::from_secs(1)).await;
    format!("contenu de {nom}")
}
