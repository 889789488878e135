// faute   : une tâche est lancée à l'appel, et retenue jusqu'à l'attente
// message : aucune tâche n'est partie
// test    : etape3::creer_la_commande_ne_demarre_rien

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    let (commencer, attendue) = tokio::sync::oneshot::channel::<()>();
    let tache = tokio::spawn(async move {
        if attendue.await.is_err() {
            return String::new();
        }
        cuisine.fetch_add(1, Ordering::Relaxed);
        format!("{plat} prêt")
    });
    async move {
        let _ = commencer.send(());
        tache.await.expect("la commande ne panique pas")
    }
}
