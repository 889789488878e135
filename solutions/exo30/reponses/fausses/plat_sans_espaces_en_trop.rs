// faute   : le plat perd ses espaces doubles et celles du bord
// message : le plat tel quel

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    async move {
        cuisine.fetch_add(1, Ordering::Relaxed);
        let mots: Vec<_> = plat.split_whitespace().collect();
        format!("{} prêt", mots.join(" "))
    }
}
