// faute   : le compteur est lu à l'appel et écrit à l'attente
// message : perd ce que les autres ont ajouté
// test    : etape3::chaque_commande_garde_son_plat_dans_n_importe_quel_ordre

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    let compte = cuisine.load(Ordering::SeqCst);
    async move {
        cuisine.store(compte + 1, Ordering::SeqCst);
        format!("{plat} prêt")
    }
}
