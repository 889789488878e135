// faute   : oublie de compter
// message : rien n'a été ajouté au compteur partagé

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    async move { format!("{plat} prêt") }
}
