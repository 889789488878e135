// faute   : le dépôt ne prévient personne
// message : un dépôt change la quantité, puis prévient

impl Stock {
    async fn deposer(&self, n: u32) {
        *self.quantite.lock().await += n;
    }
}
