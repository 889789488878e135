// faute   : une boucle de `yield_now` au lieu d'une attente
// message : redemande sans cesse

impl Stock {
    async fn retirer(&self, n: u32) {
        loop {
            {
                let mut quantite = self.quantite.lock().await;
                if *quantite >= n {
                    *quantite -= n;
                    return;
                }
            }
            tokio::task::yield_now().await;
        }
    }
}
