// faute   : une valeur vide est prise pour une valeur absente
// message : le calcul de la seconde demande n'est pas exécuté

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
        if valeur.is_empty() {
            self.entrees.lock().await.remove(cle);
        }
        valeur
    }
}
