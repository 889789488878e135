// faute   : `try_lock().unwrap()` sur la carte : une demande panique dès qu'une autre la tient
// message : une carte occupée s'attend
// test    : etape4::une_carte_occupee_s_attend

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let mut carte = self.entrees.try_lock().unwrap();
        let cellule = Arc::clone(carte.entry(cle.to_owned()).or_default());
        drop(carte);
        cellule.get_or_init(|| calcul).await.clone()
    }
}
