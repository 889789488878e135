// faute   : l'appel prend la poignée du runtime : ailleurs, il panique
// message : l'appel a besoin du runtime
// test    : etape3::une_commande_abandonnee_laisse_la_cuisine_intacte

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    let runtime = tokio::runtime::Handle::current();
    async move {
        let _runtime = runtime;
        cuisine.fetch_add(1, Ordering::Relaxed);
        format!("{plat} prêt")
    }
}
