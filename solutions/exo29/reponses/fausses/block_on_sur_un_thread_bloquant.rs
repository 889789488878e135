// faute   : un thread de la réserve attend le minuteur par `block_on`
// message : un thread est bloqué pour de bon

async fn faire_une_pause(duree: Duration) {
    let runtime = tokio::runtime::Handle::current();
    let attente = tokio::task::spawn_blocking(move || runtime.block_on(tokio::time::sleep(duree)));
    attente.await.unwrap();
}
