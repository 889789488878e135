// faute   : écrit 1 au lieu d'ajouter 1
// message : sans y écrire une valeur fixe

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    async move {
        cuisine.store(1, Ordering::Relaxed);
        format!("{plat} prêt")
    }
}
