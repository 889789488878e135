// faute   : les valeurs vivent dans une variable globale
// message : pas dans une variable globale
// test    : etape4::deux_caches_ne_partagent_rien

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        static GLOBAL: std::sync::LazyLock<Cache> = std::sync::LazyLock::new(Cache::new);
        let cle = format!("{}/{cle}", std::thread::current().name().unwrap_or(""));
        let cellule = GLOBAL.entrees.lock().await.entry(cle).or_default().clone();
        cellule.get_or_init(|| calcul).await.clone()
    }
}
