// faute   : le retrait vide le stock
// message : retire `n`, exactement

impl Stock {
    async fn retirer(&self, n: u32) {
        loop {
            let changement = self.change.notified();
            let mut quantite = self.quantite.lock().await;
            if *quantite >= n {
                *quantite = 0;
                return;
            }
            drop(quantite);
            changement.await;
        }
    }
}
