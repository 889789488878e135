// faute   : fait tout à l'appel et rend `std::future::ready`
// message : le future rendu est déjà prêt

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    cuisine.fetch_add(1, Ordering::Relaxed);
    std::future::ready(format!("{plat} prêt"))
}
