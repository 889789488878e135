// faute   : `interval` refuse une période nulle
// message : refuse une période nulle
// test    : etape1::une_pause_nulle_finit_sans_attendre

async fn faire_une_pause(duree: Duration) {
    let mut tics = tokio::time::interval(duree.min(Duration::from_secs(3600)));
    tics.tick().await;
    tics.tick().await;
}
