// faute   : lit le compteur, laisse passer les autres, puis écrit
// message : perd ce que les autres ont ajouté
// test    : etape3::des_commandes_attendues_ensemble_comptent_toutes
// test    : etape3::aucune_commande_ne_se_perd_sur_plusieurs_threads

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    async move {
        let compte = cuisine.load(Ordering::SeqCst);
        tokio::task::yield_now().await;
        cuisine.store(compte + 1, Ordering::SeqCst);
        format!("{plat} prêt")
    }
}
