// faute   : les millisecondes arrondies au-dessus perdent leur retenue
// message : sa retenue

async fn faire_une_pause(duree: Duration) {
    let millisecondes = duree.subsec_micros().div_ceil(1000) % 1000;
    let secondes = Duration::from_secs(duree.as_secs());
    tokio::time::sleep(secondes.saturating_add(Duration::from_millis(millisecondes.into()))).await;
}
