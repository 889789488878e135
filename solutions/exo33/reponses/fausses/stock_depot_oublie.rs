// faute   : un stock occupé, et le dépôt n'a pas lieu
// message : n'y renonce pas
// test    : etape5::un_stock_occupe_s_attend

impl Stock {
    async fn deposer(&self, n: u32) {
        if let Ok(mut quantite) = self.quantite.try_lock() {
            *quantite += n;
        }
        self.change.notify_waiters();
    }
}
