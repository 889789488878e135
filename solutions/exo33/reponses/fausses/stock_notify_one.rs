// faute   : un dépôt ne réveille que le premier venu, à qui il ne suffit peut-être pas
// message : `notify_one` n'en réveille qu'un
// test    : etape5::un_depot_sert_tous_ceux_a_qui_il_suffit

impl Stock {
    async fn deposer(&self, n: u32) {
        *self.quantite.lock().await += n;
        self.change.notify_one();
    }
}
