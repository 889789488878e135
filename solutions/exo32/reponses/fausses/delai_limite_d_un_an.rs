// faute   : une limite immense est ramenée à un an
// message : une limite longue n'est pas raccourcie
// test    : etape2::une_limite_de_plus_d_un_an_n_est_pas_raccourcie

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    let un_an = Duration::from_secs(365 * 24 * 3600);
    timeout(limite.min(un_an), operation).await.ok()
}
