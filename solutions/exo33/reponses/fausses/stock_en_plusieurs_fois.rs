// faute   : ce qui est là est pris à mesure, sans attendre qu'il y ait assez
// message : retire tout d'un coup, et rien avant qu'il y ait assez

impl Stock {
    async fn retirer(&self, n: u32) {
        let mut manque = n;
        loop {
            let changement = self.change.notified();
            let mut quantite = self.quantite.lock().await;
            let pris = manque.min(*quantite);
            *quantite -= pris;
            manque -= pris;
            if manque == 0 {
                return;
            }
            drop(quantite);
            changement.await;
        }
    }
}
