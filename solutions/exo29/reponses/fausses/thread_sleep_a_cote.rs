// faute   : `std::thread::sleep` dans `spawn_blocking` : un thread de la réserve est bloqué
// message : même depuis `spawn_blocking`

async fn faire_une_pause(duree: Duration) {
    tokio::task::spawn_blocking(move || std::thread::sleep(duree))
        .await
        .unwrap();
}
