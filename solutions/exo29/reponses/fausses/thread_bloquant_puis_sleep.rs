// faute   : un thread bloquant dort un instant avant la bonne attente
// message : sans compter sur l'horloge de Tokio

async fn faire_une_pause(duree: Duration) {
    let sieste = tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_millis(5)));
    sieste.await.unwrap();
    tokio::time::sleep(duree).await;
}
