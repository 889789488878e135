// faute   : une limite immense est ramenée à une heure
// message : ne la remplace pas par une plus courte

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    timeout(limite.min(Duration::from_secs(3600)), operation)
        .await
        .ok()
}
