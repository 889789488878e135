// faute   : `get` puis `set` : plusieurs calculs, et chacun rend le sien
// message : la première doit réserver la clé
// test    : etape4::des_demandes_simultanees_ne_calculent_qu_une_fois
// test    : etape4::une_demande_qui_cesse_d_attendre_ne_derange_personne

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let cellule = self
            .entrees
            .lock()
            .await
            .entry(cle.to_owned())
            .or_default()
            .clone();
        if let Some(valeur) = cellule.get() {
            return valeur.clone();
        }
        let valeur = calcul.await;
        let _ = cellule.set(valeur.clone());
        valeur
    }
}
