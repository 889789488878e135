// faute   : un changement est attendu avant de regarder
// message : regarde d'abord, attends ensuite

impl Stock {
    async fn retirer(&self, n: u32) {
        loop {
            self.change.notified().await;
            let mut quantite = self.quantite.lock().await;
            if *quantite >= n {
                *quantite -= n;
                return;
            }
        }
    }
}
