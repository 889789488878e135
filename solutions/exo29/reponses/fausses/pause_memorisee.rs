// faute   : une durée déjà attendue ne l'est plus
// message : s'attend de nouveau

async fn faire_une_pause(duree: Duration) {
    static ATTENDUES: std::sync::Mutex<Vec<Duration>> = std::sync::Mutex::new(Vec::new());
    if ATTENDUES.lock().unwrap().contains(&duree) {
        return;
    }
    tokio::time::sleep(duree).await;
    ATTENDUES.lock().unwrap().push(duree);
}
