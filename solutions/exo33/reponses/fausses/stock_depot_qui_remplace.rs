// faute   : le dépôt remplace la quantité au lieu de s'y ajouter
// message : `deposer` ajoute `n`

impl Stock {
    async fn deposer(&self, n: u32) {
        *self.quantite.lock().await = n;
        self.change.notify_waiters();
    }
}
