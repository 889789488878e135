// faute   : la marque « en cours » survit au calcul annulé
// message : une marque « calcul en cours » survit

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let (cellule, a_moi) = {
            let mut entrees = self.entrees.lock().await;
            let a_moi = !entrees.contains_key(cle);
            (entrees.entry(cle.to_owned()).or_default().clone(), a_moi)
        };
        if a_moi {
            let _ = cellule.set(calcul.await);
        }
        loop {
            if let Some(valeur) = cellule.get() {
                return valeur.clone();
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    }
}
