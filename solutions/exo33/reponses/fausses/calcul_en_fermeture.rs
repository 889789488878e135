// faute   : le calcul est reçu comme une fermeture, telle que `get_or_init` en veut une
// compilateur : E0277
// message : signature fixée : async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String

impl Cache {
    async fn obtenir<F, C>(&self, cle: &str, calcul: F) -> String
    where
        F: FnOnce() -> C,
        C: Future<Output = String>,
    {
        let mut entrees = self.entrees.lock().await;
        let cellule = Arc::clone(entrees.entry(cle.to_owned()).or_default());
        drop(entrees);
        cellule.get_or_init(calcul).await.clone()
    }
}
