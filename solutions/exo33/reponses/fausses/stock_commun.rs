// faute   : tous les stocks partagent le même réveil, donné à un seul
// message : `notify_one` n'en réveille qu'un

static CHANGE: Notify = Notify::const_new();

impl Stock {
    async fn deposer(&self, n: u32) {
        *self.quantite.lock().await += n;
        CHANGE.notify_one();
    }

    async fn retirer(&self, n: u32) {
        loop {
            let mut quantite = self.quantite.lock().await;
            if *quantite >= n {
                *quantite -= n;
                return;
            }
            drop(quantite);
            CHANGE.notified().await;
        }
    }
}
