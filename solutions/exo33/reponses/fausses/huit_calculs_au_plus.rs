// faute   : huit calculs au plus à la fois, toutes clés confondues
// message : un nombre fixe de places (`Semaphore`)
// test    : etape4::des_cles_differentes_se_calculent_en_meme_temps

thread_local! {
    static PLACES: Arc<tokio::sync::Semaphore> = Arc::new(tokio::sync::Semaphore::new(8));
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
            let places = PLACES.with(Arc::clone);
            let _place = places.acquire().await.unwrap();
            calcul.await
        };
        cellule.get_or_init(|| calcul).await.clone()
    }
}
