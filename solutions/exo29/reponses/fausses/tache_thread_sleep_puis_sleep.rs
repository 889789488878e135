// faute   : la tâche endort le thread 40 ms, puis attend le délai
// message : sans compter sur l'horloge de Tokio
// test    : etape3::la_tache_ne_bloque_aucun_thread_meme_un_instant

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    tokio::spawn(async move {
        std::thread::sleep(Duration::from_millis(40));
        tokio::time::sleep(delai).await;
        format!("Bonjour, {nom} !")
    })
}
