// faute   : quatre places pour toutes les tâches
// message : un nombre de places, qu'ils partagent
// test    : etape3::trois_taches_lancees_a_la_suite_avancent_ensemble

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    static PLACES: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(4);
    tokio::spawn(async move {
        let _place = PLACES.acquire().await.expect("jamais fermé");
        tokio::time::sleep(delai).await;
        format!("Bonjour, {nom} !")
    })
}
