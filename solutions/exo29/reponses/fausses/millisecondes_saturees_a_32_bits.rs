// faute   : les millisecondes sont ramenées à `u32::MAX`, soit 49 jours
// message : sans plafond

async fn faire_une_pause(duree: Duration) {
    let millisecondes = duree.as_micros().div_ceil(1000);
    let millisecondes = u32::try_from(millisecondes).unwrap_or(u32::MAX);
    tokio::time::sleep(Duration::from_millis(millisecondes.into())).await;
}
