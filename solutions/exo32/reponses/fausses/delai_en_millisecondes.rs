// faute   : la limite est coupée à la milliseconde : 300 µs ne durent rien
// message : une durée plus fine que la milliseconde
// test    : etape2::une_limite_plus_fine_que_la_milliseconde_n_est_pas_nulle

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    let limite = Duration::from_millis(limite.as_millis().try_into().unwrap_or(u64::MAX));
    timeout(limite, operation).await.ok()
}
