// faute   : compte avant le bloc async, dès l'appel
// message : le travail est fait à l'appel, avant le bloc `async`
// message : trop, et trop tôt
// test    : etape3::creer_la_commande_ne_demarre_rien

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    cuisine.fetch_add(1, Ordering::Relaxed);
    async move { format!("{plat} prêt") }
}
