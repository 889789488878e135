// faute   : le calcul est exécuté même si la valeur est connue
// message : le calcul est attendu avant de regarder si la valeur existe

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let valeur = calcul.await;
        let cellule = self
            .entrees
            .lock()
            .await
            .entry(cle.to_owned())
            .or_default()
            .clone();
        cellule.get_or_init(|| async { valeur }).await.clone()
    }
}
