// faute   : le stock est regardé toutes les 7 ms
// message : même coupée de pauses
// test    : etape5::un_depot_reveille_les_retraits_aussitot

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
            tokio::time::sleep(std::time::Duration::from_millis(7)).await;
        }
    }
}
