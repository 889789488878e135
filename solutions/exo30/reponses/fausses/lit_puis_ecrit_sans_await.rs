// faute   : lit le compteur, puis y écrit la somme, sans `.await` entre les deux
// message : même sans `.await` entre les deux
// test    : etape3::aucune_commande_ne_se_perd_sur_plusieurs_threads

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    async move {
        let vu = cuisine.load(Ordering::SeqCst);
        cuisine.store(vu + 1, Ordering::SeqCst);
        format!("{plat} prêt")
    }
}
