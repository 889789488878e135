// faute   : un thread part à l'appel, retenu jusqu'à l'attente
// message : est parti à l'appel, et la tient
// test    : etape3::creer_la_commande_ne_demarre_rien

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    let (commencer, attendue) = std::sync::mpsc::channel();
    let (finir, fini) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        if attendue.recv().is_ok() {
            cuisine.fetch_add(1, Ordering::Relaxed);
            let _ = finir.send(format!("{plat} prêt"));
        }
    });
    async move {
        let _ = commencer.send(());
        fini.await.expect("le thread répond")
    }
}
