// faute   : à l'abandon d'un calcul, la clé est retirée, même si d'autres attendent sa cellule
// message : abandonnée, la demande a retiré la clé de la carte
// test    : etape4::un_calcul_annule_est_repris_par_une_autre_demande

struct Oubli<'a>(&'a Cache, &'a str);

impl Drop for Oubli<'_> {
    fn drop(&mut self) {
        // Une panique, elle, laisse la cellule à la suivante.
        if let Ok(mut entrees) = self.0.entrees.try_lock() {
            if !std::thread::panicking() {
                entrees.remove(self.1);
            }
        }
    }
}

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let cellule = self
            .entrees
            .lock()
            .await
            .entry(cle.to_owned())
            .or_default()
            .clone();
        let calcul = async {
            let oubli = Oubli(self, cle);
            let valeur = calcul.await;
            std::mem::forget(oubli);
            valeur
        };
        cellule.get_or_init(|| calcul).await.clone()
    }
}
