// faute   : réveillé, le retrait ne regarde pas de nouveau
// message : réveillé, regarde de nouveau

impl Stock {
    async fn retirer(&self, n: u32) {
        let changement = self.change.notified();
        let mut quantite = self.quantite.lock().await;
        if *quantite < n {
            drop(quantite);
            changement.await;
            quantite = self.quantite.lock().await;
        }
        *quantite -= n;
    }
}
