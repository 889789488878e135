// faute   : seize verrous de calcul, que les clés se partagent
// message : ou de verrous que plusieurs clés se partagent
// test    : etape4::des_cles_differentes_se_calculent_en_meme_temps

thread_local! {
    static VERROUS: Vec<Arc<Mutex<()>>> = (0..16).map(|_| Arc::default()).collect();
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
        if let Some(valeur) = cellule.get() {
            return valeur.clone();
        }
        let rang = cle.bytes().map(usize::from).sum::<usize>() % 16;
        let verrou = VERROUS.with(|verrous| Arc::clone(&verrous[rang]));
        let _verrou = verrou.lock().await;
        cellule.get_or_init(|| calcul).await.clone()
    }
}
