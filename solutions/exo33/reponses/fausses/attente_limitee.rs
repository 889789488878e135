// faute   : la demande renonce au bout d'une minute d'attente
// message : ni à renoncer au bout d'un délai
// test    : etape4::attendre_la_valeur_d_une_autre_n_occupe_pas_le_thread

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let cellule = self
            .entrees
            .lock()
            .await
            .entry(cle.to_owned())
            .or_default()
            .clone();
        let limite = std::time::Duration::from_secs(60);
        match tokio::time::timeout(limite, cellule.get_or_init(|| calcul)).await {
            Ok(valeur) => valeur.clone(),
            Err(_) => String::new(),
        }
    }
}
