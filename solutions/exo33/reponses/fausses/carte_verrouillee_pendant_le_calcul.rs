// faute   : le verrou de la carte est gardé pendant le calcul
// message : le verrou de la carte est gardé pendant le calcul
// test    : etape4::des_cles_differentes_se_calculent_en_meme_temps

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let mut entrees = self.entrees.lock().await;
        let cellule = entrees.entry(cle.to_owned()).or_default();
        cellule.get_or_init(|| calcul).await.clone()
    }
}
