// faute   : toute la limite passe, puis l'opération est attendue
// message : puis rien ne borne l'opération
// test    : etape2::une_operation_trop_lente_rend_none_a_la_limite

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    sleep(limite).await;
    Some(operation.await)
}
