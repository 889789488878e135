// faute   : compte à la création et à l'attente
// message : quelque chose compte à la création

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    cuisine.fetch_add(1, Ordering::Relaxed);
    async move {
        cuisine.fetch_add(1, Ordering::Relaxed);
        format!("{plat} prêt")
    }
}
