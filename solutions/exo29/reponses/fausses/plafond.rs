// faute   : une pause de plus d'une heure est raccourcie
// message : sans plafond
// test    : etape1::une_pause_immense_attend_sans_paniquer

async fn faire_une_pause(duree: Duration) {
    tokio::time::sleep(duree.min(Duration::from_secs(3600))).await;
}
