// faute   : les nanosecondes d'une longue durée ne tiennent pas dans 64 bits
// message : ni conversion vers un nombre

async fn faire_une_pause(duree: Duration) {
    tokio::time::sleep(Duration::from_nanos(duree.as_nanos() as u64)).await;
}
