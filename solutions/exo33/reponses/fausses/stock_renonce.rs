// faute   : le retrait renonce au bout d'une heure
// message : un délai qui passe

impl Stock {
    async fn retirer(&self, n: u32) {
        let essai = async {
            loop {
                let changement = self.change.notified();
                let mut quantite = self.quantite.lock().await;
                if *quantite >= n {
                    *quantite -= n;
                    return;
                }
                drop(quantite);
                changement.await;
            }
        };
        let _ = tokio::time::timeout(std::time::Duration::from_secs(3600), essai).await;
    }
}
