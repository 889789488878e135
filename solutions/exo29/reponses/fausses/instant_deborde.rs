// faute   : `Instant::now() + duree` déborde
// message : déborde
// test    : etape1::une_pause_immense_attend_sans_paniquer

async fn faire_une_pause(duree: Duration) {
    tokio::time::sleep_until(tokio::time::Instant::now() + duree).await;
}
