// faute   : la durée est coupée à la milliseconde : 300 µs n'attendent rien
// message : une durée convertie en millisecondes entières
// test    : etape1::une_pause_se_compte_plus_finement_qu_en_millisecondes

async fn faire_une_pause(duree: Duration) {
    let millisecondes = duree.as_millis().min(u64::MAX.into()) as u64;
    tokio::time::sleep(Duration::from_millis(millisecondes)).await;
}
