// faute   : ceux qui attendent tournent en boucle
// message : une boucle qui regarde si la valeur est là
// test    : etape4::attendre_la_valeur_d_une_autre_n_occupe_pas_le_thread

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let cellule = self
            .entrees
            .lock()
            .await
            .entry(cle.to_owned())
            .or_default()
            .clone();
        if Arc::strong_count(&cellule) == 2 && !cellule.initialized() {
            let _ = cellule.set(calcul.await);
        }
        loop {
            if let Some(valeur) = cellule.get() {
                return valeur.clone();
            }
            tokio::task::yield_now().await;
        }
    }
}
