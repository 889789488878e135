// faute   : le cache oublie tout dès qu'il a cent clés
// message : ou la valeur n'est pas gardée
// test    : etape4::une_valeur_connue_n_est_plus_calculee

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let cellule = {
            let mut entrees = self.entrees.lock().await;
            if entrees.len() >= 100 && !entrees.contains_key(cle) {
                entrees.clear();
            }
            entrees.entry(cle.to_owned()).or_default().clone()
        };
        cellule.get_or_init(|| calcul).await.clone()
    }
}
