// faute   : toutes les clés partagent une cellule
// message : chaque clé a la sienne

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let cellule = self
            .entrees
            .lock()
            .await
            .entry(String::new())
            .or_default()
            .clone();
        cellule.get_or_init(|| calcul).await.clone()
    }
}
