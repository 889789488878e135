// faute   : la carte est regardée sous un garde, et la cellule rangée sous un autre
// message : la clé est cherchée sous un garde, et ajoutée sous un autre
// test    : etape4::une_carte_occupee_ne_fait_pas_calculer_deux_fois

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let connue = self.entrees.lock().await.get(cle).cloned();
        let cellule = match connue {
            Some(cellule) => cellule,
            None => {
                let neuve = Arc::new(OnceCell::new());
                self.entrees
                    .lock()
                    .await
                    .insert(cle.to_owned(), Arc::clone(&neuve));
                neuve
            }
        };
        cellule.get_or_init(|| calcul).await.clone()
    }
}
