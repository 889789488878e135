// faute   : le cache ne garde que la dernière clé
// message : ou la valeur n'est pas gardée

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let cellule = {
            let mut entrees = self.entrees.lock().await;
            entrees.retain(|autre, cellule| autre == cle || !cellule.initialized());
            entrees.entry(cle.to_owned()).or_default().clone()
        };
        cellule.get_or_init(|| calcul).await.clone()
    }
}
