// faute   : le minuteur part à l'appel, et non quand on attend
// message : l'attente commence quand on l'attend
// test    : etape1::la_pause_dure_exactement_le_temps_demande

fn faire_une_pause(duree: Duration) -> impl Future<Output = ()> {
    tokio::time::sleep(duree)
}
