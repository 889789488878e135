// faute   : le bloc async emprunte les paramètres de la fonction
// compilateur : E0373
// message : may outlive

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    async {
        cuisine.fetch_add(1, Ordering::Relaxed);
        format!("{plat} prêt")
    }
}
