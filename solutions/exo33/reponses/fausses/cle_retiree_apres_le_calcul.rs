// faute   : la clé est retirée dès que la valeur est rendue
// message : ou la valeur n'est pas gardée

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let cellule = self
            .entrees
            .lock()
            .await
            .entry(cle.to_owned())
            .or_default()
            .clone();
        let valeur = cellule.get_or_init(|| calcul).await.clone();
        self.entrees.lock().await.remove(cle);
        valeur
    }
}
