// faute   : qui attend une clé déjà présente garde le verrou de la carte
// message : la demande qui attend garde le verrou de la carte
// test    : etape4::des_cles_differentes_se_calculent_en_meme_temps

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let mut entrees = self.entrees.lock().await;
        if let Some(cellule) = entrees.get(cle) {
            return cellule.get_or_init(|| calcul).await.clone();
        }
        let cellule = Arc::new(OnceCell::new());
        entrees.insert(cle.to_owned(), Arc::clone(&cellule));
        drop(entrees);
        cellule.get_or_init(|| calcul).await.clone()
    }
}
