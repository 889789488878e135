// faute   : la limite est refaite de ses secondes et de ses millisecondes, arrondies sans retenue
// message : une retenue se perd
// test    : etape2::une_limite_plus_fine_que_la_milliseconde_n_est_pas_nulle

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    let ms = limite.subsec_nanos().div_ceil(1_000_000) % 1000;
    timeout(
        Duration::from_secs(limite.as_secs()) + Duration::from_millis(ms.into()),
        operation,
    )
    .await
    .ok()
}
