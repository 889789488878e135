// faute   : le thread dort 40 ms avant la bonne attente
// message : sans compter sur l'horloge de Tokio
// test    : etape1::une_pause_ne_bloque_aucun_thread_meme_un_instant

async fn faire_une_pause(duree: Duration) {
    std::thread::sleep(Duration::from_millis(40));
    tokio::time::sleep(duree).await;
}
