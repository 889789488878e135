// faute   : le garde de la carte, temporaire du `match`, vit jusqu'à sa fin : l'appel attend le verrou qu'il tient
// message : le garde créé dans un `match` ou un `if let` vit jusqu'à sa fin
// test    : etape4::une_valeur_connue_n_est_plus_calculee

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let cellule = match self.entrees.lock().await.get(cle) {
            Some(cellule) => Arc::clone(cellule),
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
