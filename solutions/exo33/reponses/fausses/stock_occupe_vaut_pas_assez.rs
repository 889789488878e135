// faute   : un stock occupé est pris pour un stock insuffisant : le retrait attend un dépôt au lieu du verrou
// message : aucun dépôt ne viendra plus prévenir
// test    : etape5::deux_retraits_ne_prennent_pas_la_meme_chose

impl Stock {
    async fn retirer(&self, n: u32) {
        loop {
            let changement = self.change.notified();
            if let Ok(mut quantite) = self.quantite.try_lock() {
                if *quantite >= n {
                    *quantite -= n;
                    return;
                }
            }
            changement.await;
        }
    }
}
