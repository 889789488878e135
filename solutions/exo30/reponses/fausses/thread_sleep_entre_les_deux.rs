// faute   : le thread dort un instant entre les deux téléchargements
// message : sans compter sur l'horloge de Tokio
// test    : etape2::le_calcul_ne_bloque_aucun_thread_meme_un_instant

async fn taille_totale(premier: &str, second: &str) -> usize {
    let premier = telecharger_fichier(premier).await;
    std::thread::sleep(Duration::from_millis(100));
    let second = telecharger_fichier(second).await;
    premier.len() + second.len()
}
