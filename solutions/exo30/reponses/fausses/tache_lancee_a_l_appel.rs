// faute   : le réflexe de JavaScript : créée, donc démarrée
// message : le réflexe de JavaScript

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    let tache = tokio::spawn(async move {
        cuisine.fetch_add(1, Ordering::Relaxed);
        format!("{plat} prêt")
    });
    async move { tache.await.unwrap() }
}
