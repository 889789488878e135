// faute   : `.await` oublié : rien n'attend
// message : sans `.await`, il n'attend rien
// test    : etape1::la_pause_dure_exactement_le_temps_demande
// test    : etape1::deux_pauses_attendues_ensemble_durent_la_plus_longue
// test    : etape1::les_autres_taches_avancent_pendant_la_pause

async fn faire_une_pause(duree: Duration) {
    let _ = tokio::time::sleep(duree);
}
