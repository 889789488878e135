// faute   : compte dans `Drop`, donc aussi les commandes abandonnées
// message : ou à sa destruction (`Drop`)
// test    : etape3::une_commande_abandonnee_laisse_la_cuisine_intacte

struct Compteur(Arc<AtomicU32>);

impl Drop for Compteur {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    let compteur = Compteur(cuisine);
    async move {
        drop(compteur);
        format!("{plat} prêt")
    }
}
