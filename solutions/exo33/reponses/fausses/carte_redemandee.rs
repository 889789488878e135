// faute   : la carte, gardée pendant tout l'appel, est redemandée pour y ranger la valeur
// message : le verrou de la carte est gardé pendant le calcul
// message : l'appel attend le verrou de la carte, qu'il tient déjà

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let carte = self.entrees.lock().await;
        if let Some(cellule) = carte.get(cle) {
            return cellule.get_or_init(|| calcul).await.clone();
        }
        let valeur = calcul.await;
        let cellule = Arc::new(OnceCell::new_with(Some(valeur.clone())));
        self.entrees.lock().await.insert(cle.to_owned(), cellule);
        valeur
    }
}
