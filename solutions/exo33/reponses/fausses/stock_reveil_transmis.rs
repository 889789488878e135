// faute   : le réveil passe de qui est servi au suivant, et s'arrête à qui ne l'est pas
// message : le passer au suivant s'arrête à qui doit attendre encore

impl Stock {
    async fn deposer(&self, n: u32) {
        *self.quantite.lock().await += n;
        self.change.notify_one();
    }
    async fn retirer(&self, n: u32) {
        loop {
            let mut quantite = self.quantite.lock().await;
            if *quantite >= n {
                *quantite -= n;
                self.change.notify_one();
                return;
            }
            drop(quantite);
            self.change.notified().await;
        }
    }
}
