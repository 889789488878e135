// faute   : les retraits font la queue : qui demande trop arrête tous les autres
// message : une file d'attente, un tour font de même

impl Stock {
    async fn retirer(&self, n: u32) {
        static TOURS: std::sync::Mutex<std::collections::BTreeMap<usize, Arc<Mutex<()>>>> =
            std::sync::Mutex::new(std::collections::BTreeMap::new());
        let moi = std::ptr::from_ref(self).addr();
        let tour = Arc::clone(TOURS.lock().unwrap().entry(moi).or_default());
        let _a_moi = tour.lock().await;
        loop {
            let changement = self.change.notified();
            let mut quantite = self.quantite.lock().await;
            if *quantite >= n {
                *quantite -= n;
                return;
            }
            drop(quantite);
            changement.await;
        }
    }
}
