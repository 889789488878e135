// faute   : la cellule n'est jamais rangée dans la carte
// message : ou la valeur n'est pas gardée
// message : la première doit réserver la clé

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let connue = self.entrees.lock().await.get(cle).cloned();
        let cellule = connue.unwrap_or_default();
        cellule.get_or_init(|| calcul).await.clone()
    }
}
