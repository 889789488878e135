// faute   : un `compare_exchange` dont l'échec est ignoré
// message : un `compare_exchange` qui échoue n'a rien ajouté
// test    : etape3::aucune_commande_ne_se_perd_sur_plusieurs_threads

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    async move {
        let vu = cuisine.load(Ordering::SeqCst);
        let _ = cuisine.compare_exchange(vu, vu + 1, Ordering::SeqCst, Ordering::SeqCst);
        format!("{plat} prêt")
    }
}
