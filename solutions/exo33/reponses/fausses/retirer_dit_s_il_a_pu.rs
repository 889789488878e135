// faute   : `retirer` n'attend pas, et rend si le stock suffisait
// compilateur : E0308
// message : signature fixée : async fn retirer(&self, n: u32)

impl Stock {
    async fn retirer(&self, n: u32) -> bool {
        let mut quantite = self.quantite.lock().await;
        let suffit = *quantite >= n;
        if suffit {
            *quantite -= n;
        }
        suffit
    }
}
