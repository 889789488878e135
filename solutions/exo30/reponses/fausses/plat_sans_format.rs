// faute   : `{plat}` est resté tel quel : il manque `format!`
// message : il manque `format!`
// test    : etape3::une_commande_attendue_compte_une_fois_et_rend_son_plat

#[allow(unused_variables)]
fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    async move {
        cuisine.fetch_add(1, Ordering::Relaxed);
        "{plat} prêt".to_owned()
    }
}
