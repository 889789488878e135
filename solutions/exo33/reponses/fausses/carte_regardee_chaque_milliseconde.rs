// faute   : `try_lock` sur la carte, toutes les millisecondes
// message : une boucle de `try_lock` occupe le thread pour rien
// test    : etape4::une_carte_occupee_s_attend

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let cellule = loop {
            if let Ok(mut entrees) = self.entrees.try_lock() {
                break Arc::clone(entrees.entry(cle.to_owned()).or_default());
            }
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        };
        cellule.get_or_init(|| calcul).await.clone()
    }
}
