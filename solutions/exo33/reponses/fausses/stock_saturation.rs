// faute   : le retrait se contente de ce qu'il y a
// message : un retrait partiel

impl Stock {
    async fn retirer(&self, n: u32) {
        let mut quantite = self.quantite.lock().await;
        if *quantite == 0 && n > 0 {
            drop(quantite);
            self.change.notified().await;
            quantite = self.quantite.lock().await;
        }
        *quantite = quantite.saturating_sub(n);
    }
}
