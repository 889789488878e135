// faute   : un seul `notified()` pour tous les tours : il est prêt une fois pour toutes
// message : il en faut un neuf à chaque tour

impl Stock {
    async fn retirer(&self, n: u32) {
        let mut changement = std::pin::pin!(self.change.notified());
        loop {
            {
                let mut quantite = self.quantite.lock().await;
                if *quantite >= n {
                    *quantite -= n;
                    return;
                }
            }
            changement.as_mut().await;
        }
    }
}
