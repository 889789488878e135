// faute   : « prête » au lieu de « prêt »
// message : « prêt » avec son accent
// test    : etape3::une_commande_attendue_compte_une_fois_et_rend_son_plat

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    async move {
        cuisine.fetch_add(1, Ordering::Relaxed);
        format!("{plat} prête")
    }
}
