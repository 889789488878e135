// faute   : le thread dort 40 ms, puis attend le délai
// message : sans compter sur l'horloge de Tokio
// test    : etape2::le_delai_ne_bloque_aucun_thread_meme_un_instant

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    std::thread::sleep(Duration::from_millis(40));
    faire_une_pause(delai).await;
    format!("Bonjour, {nom} !")
}
