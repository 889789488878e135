// faute   : tout le stock ne peut pas partir
// message : tout le stock peut partir, et zéro se retire toujours
// test    : etape5::ce_qui_est_deja_la_se_retire_sans_attendre

impl Stock {
    async fn retirer(&self, n: u32) {
        loop {
            let changement = self.change.notified();
            let mut quantite = self.quantite.lock().await;
            if *quantite > n {
                *quantite -= n;
                return;
            }
            drop(quantite);
            changement.await;
        }
    }
}
