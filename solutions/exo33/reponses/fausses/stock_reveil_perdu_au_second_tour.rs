// faute   : `notified()` créé avant le premier regard seulement, puis après les suivants
// message : crée le tien avant de regarder
// test    : etape5::aucun_reveil_ne_se_perd_entre_le_regard_et_l_attente

impl Stock {
    async fn retirer(&self, n: u32) {
        let premier = self.change.notified();
        let mut quantite = self.quantite.lock().await;
        if *quantite < n {
            drop(quantite);
            premier.await;
            quantite = self.quantite.lock().await;
            while *quantite < n {
                drop(quantite);
                self.change.notified().await;
                quantite = self.quantite.lock().await;
            }
        }
        *quantite -= n;
    }
}
