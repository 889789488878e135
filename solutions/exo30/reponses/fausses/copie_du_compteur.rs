// faute   : ajoute 1 à une copie du compteur
// message : un nouvel `AtomicU32` ne

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    async move {
        let cuisine = AtomicU32::new(cuisine.load(Ordering::Relaxed));
        cuisine.fetch_add(1, Ordering::Relaxed);
        format!("{plat} prêt")
    }
}
