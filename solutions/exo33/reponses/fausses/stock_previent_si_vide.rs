// faute   : un dépôt ne prévient que si le stock était vide
// message : un dépôt change la quantité, puis prévient

impl Stock {
    async fn deposer(&self, n: u32) {
        if n == 0 {
            return;
        }
        let mut q = self.quantite.lock().await;
        let avant = *q;
        *q += n;
        drop(q);
        if avant == 0 {
            self.change.notify_waiters();
        }
    }
    async fn retirer(&self, n: u32) {
        loop {
            let attente = self.change.notified();
            {
                let mut q = self.quantite.lock().await;
                if *q >= n {
                    *q -= n;
                    return;
                }
            }
            attente.await;
        }
    }
}
