// faute   : le verrou du stock est gardé pendant l'attente
// message : le verrou est gardé pendant l'attente
// test    : etape5::un_retrait_attend_qu_il_y_ait_assez_sans_tenir_le_verrou

impl Stock {
    async fn retirer(&self, n: u32) {
        let mut quantite = self.quantite.lock().await;
        while *quantite < n {
            self.change.notified().await;
        }
        *quantite -= n;
    }
}
