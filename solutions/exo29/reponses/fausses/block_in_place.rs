// faute   : `block_in_place` garde le thread du runtime
// message : `block_in_place` bloque le thread du runtime
// test    : etape4::la_valeur_du_travail_revient_a_l_appelant

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    tokio::task::block_in_place(travail)
}
