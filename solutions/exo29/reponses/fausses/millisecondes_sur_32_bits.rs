// faute   : la durée est convertie en millisecondes sur 32 bits
// message : ni conversion vers un nombre qui ne peut pas le contenir
// test    : etape1::une_pause_immense_attend_sans_paniquer

async fn faire_une_pause(duree: Duration) {
    let millisecondes = duree.as_millis() as u32;
    tokio::time::sleep(Duration::from_millis(millisecondes.into())).await;
}
