// faute   : le regard et le retrait sont sous deux gardes
// message : regarde et soustrais sous le même garde
// test    : etape5::deux_retraits_ne_prennent_pas_la_meme_chose

impl Stock {
    async fn retirer(&self, n: u32) {
        loop {
            let changement = self.change.notified();
            if self.quantite().await >= n {
                break;
            }
            changement.await;
        }
        *self.quantite.lock().await -= n;
    }
}
