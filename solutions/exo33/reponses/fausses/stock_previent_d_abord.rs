// faute   : le dépôt prévient avant d'avoir ajouté
// message : `deposer` prévient avant d'avoir ajouté
// test    : etape5::un_depot_previent_une_fois_que_le_stock_a_change

impl Stock {
    async fn deposer(&self, n: u32) {
        self.change.notify_waiters();
        *self.quantite.lock().await += n;
    }
}
