// faute   : `notified()` créé après le regard : un dépôt venu entre les deux n'est pas entendu
// message : crée le tien avant de regarder
// test    : etape5::aucun_reveil_ne_se_perd_entre_le_regard_et_l_attente

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
            self.change.notified().await;
        }
    }
}
