// faute   : un travail bloquant part à l'appel, retenu jusqu'à l'attente
// message : est parti à l'appel, et la tient

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    let (commencer, attendue) = std::sync::mpsc::channel();
    let tache = tokio::task::spawn_blocking(move || {
        if attendue.recv().is_ok() {
            cuisine.fetch_add(1, Ordering::Relaxed);
        }
        format!("{plat} prêt")
    });
    async move {
        let _ = commencer.send(());
        tache.await.expect("la commande ne panique pas")
    }
}
