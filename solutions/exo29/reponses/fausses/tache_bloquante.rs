// faute   : `std::thread::sleep` dans la tâche
// message : `std::thread::sleep`
// test    : etape3::l_appel_rend_la_main_tout_de_suite
// test    : etape3::trois_taches_lancees_a_la_suite_avancent_ensemble

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    tokio::spawn(async move {
        std::thread::sleep(delai);
        format!("Bonjour, {nom} !")
    })
}
