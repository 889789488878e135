// faute   : le plat perd ses majuscules
// message : le plat tel quel

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    async move {
        cuisine.fetch_add(1, Ordering::Relaxed);
        format!("{} prêt", plat.to_lowercase())
    }
}
