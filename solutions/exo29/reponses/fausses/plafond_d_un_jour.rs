// faute   : une pause de plus d'un jour est raccourcie
// message : sans plafond
// test    : etape1::une_longue_pause_finit_a_l_heure

async fn faire_une_pause(duree: Duration) {
    tokio::time::sleep(duree.min(Duration::from_secs(24 * 3600))).await;
}
