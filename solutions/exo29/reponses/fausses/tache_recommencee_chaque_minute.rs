// faute   : l'attente d'une tâche de plus d'une minute est recommencée, sans fin
// message : ne l'abandonne pas pour la recommencer
// test    : etape3::une_longue_tache_finit_a_l_heure

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    tokio::spawn(async move {
        let minute = Duration::from_secs(60);
        while tokio::time::timeout(minute, tokio::time::sleep(delai))
            .await
            .is_err()
        {}
        format!("Bonjour, {nom} !")
    })
}
