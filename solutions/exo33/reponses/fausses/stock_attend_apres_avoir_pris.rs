// faute   : un `.await` de plus une fois le stock retiré : abandonné là, il est perdu
// message : n'attends plus rien (`.await`) une fois que c'est pris

impl Stock {
    async fn retirer(&self, n: u32) {
        loop {
            let changement = self.change.notified();
            let mut quantite = self.quantite.lock().await;
            if *quantite >= n {
                *quantite -= n;
                break;
            }
            drop(quantite);
            changement.await;
        }
        tokio::task::yield_now().await;
    }
}
