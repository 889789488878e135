// faute   : un délai d'une minute regarde au cas où le réveil se serait perdu
// message : même coupée de pauses ou d'un délai

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
            let minute = std::time::Duration::from_secs(60);
            let _ = tokio::time::timeout(minute, self.change.notified()).await;
        }
    }
}
