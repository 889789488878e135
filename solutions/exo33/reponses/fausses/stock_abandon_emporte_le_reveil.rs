// faute   : un retrait réveillé, puis abandonné pendant qu'il attend le verrou, n'a prévenu personne d'autre
// message : un retrait abandonné est parti avec le seul réveil du dépôt
// test    : etape5::un_retrait_abandonne_n_a_rien_pris_et_ne_prive_personne

impl Stock {
    async fn deposer(&self, n: u32) {
        *self.quantite.lock().await += n;
        self.change.notify_one();
    }
    async fn retirer(&self, n: u32) {
        let mut passes = 0;
        loop {
            let mut quantite = self.quantite.lock().await;
            let assez = *quantite >= n;
            if assez {
                *quantite -= n;
            }
            drop(quantite);
            // Servi ou non, il passe le réveil au suivant, trois fois par dépôt au plus.
            if passes % 3 != 0 || assez {
                self.change.notify_one();
            }
            if assez {
                return;
            }
            self.change.notified().await;
            passes += 1;
        }
    }
}
