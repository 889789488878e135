// faute   : le délai de la tâche est plafonné à un jour
// message : sans plafond
// test    : etape3::une_longue_tache_finit_a_l_heure

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    tokio::spawn(async move {
        tokio::time::sleep(delai.min(Duration::from_secs(24 * 3600))).await;
        format!("Bonjour, {nom} !")
    })
}
