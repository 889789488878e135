// faute   : un thread travaille dès l'appel
// message : est parti à l'appel, et la tient

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    let (fini, resultat) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(20));
        cuisine.fetch_add(1, Ordering::Relaxed);
        let _ = fini.send(format!("{plat} prêt"));
    });
    async move { resultat.await.unwrap() }
}
