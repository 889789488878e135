// faute   : un retrait prend à mesure, et rend ce qu'il a pris s'il est abandonné
// message : retire tout d'un coup, et rien avant qu'il y ait assez

impl Stock {
    async fn retirer(&self, n: u32) {
        struct Rendre<'a>(&'a Stock, u32);
        impl Drop for Rendre<'_> {
            fn drop(&mut self) {
                if self.1 > 0 {
                    if let Ok(mut q) = self.0.quantite.try_lock() {
                        *q += self.1;
                    }
                    self.0.change.notify_waiters();
                }
            }
        }
        let mut pris = Rendre(self, 0);
        loop {
            let attente = self.change.notified();
            {
                let mut q = self.quantite.lock().await;
                let ici = (n - pris.1).min(*q);
                *q -= ici;
                pris.1 += ici;
                if pris.1 == n {
                    pris.1 = 0;
                    return;
                }
            }
            attente.await;
        }
    }
}
