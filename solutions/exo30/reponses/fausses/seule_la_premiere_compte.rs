// faute   : un `static` ne laisse compter que la première commande
// message : la première comme les suivantes

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    static DEJA: std::sync::Once = std::sync::Once::new();
    async move {
        DEJA.call_once(|| {
            cuisine.fetch_add(1, Ordering::Relaxed);
        });
        format!("{plat} prêt")
    }
}
