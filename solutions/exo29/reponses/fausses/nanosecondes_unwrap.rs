// faute   : la conversion en nanosecondes de 64 bits panique
// message : un type trop petit pour elle

async fn faire_une_pause(duree: Duration) {
    tokio::time::sleep(Duration::from_nanos(duree.as_nanos().try_into().unwrap())).await;
}
