// faute   : la clé n'est pas réservée pendant le calcul
// message : la première doit réserver la clé

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let connue = self.entrees.lock().await.get(cle).cloned();
        if let Some(cellule) = connue {
            return cellule.get().cloned().unwrap_or_default();
        }
        let valeur = calcul.await;
        let cellule = Arc::new(OnceCell::new_with(Some(valeur.clone())));
        self.entrees.lock().await.insert(cle.to_owned(), cellule);
        valeur
    }
}
