// faute   : le cache se vide dès qu'il tient mille clés
// message : ou la valeur n'est pas gardée
// test    : etape4::une_valeur_connue_n_est_plus_calculee

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let mut entrees = self.entrees.lock().await;
        if entrees.len() >= 1000 {
            entrees.clear();
        }
        let cellule = Arc::clone(entrees.entry(cle.to_owned()).or_default());
        drop(entrees);
        cellule.get_or_init(|| calcul).await.clone()
    }
}
