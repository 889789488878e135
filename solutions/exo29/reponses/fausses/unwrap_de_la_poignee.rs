// faute   : `unwrap` remplace la panique d'origine
// message : `unwrap`, `expect` ou `panic!` déclenchent une nouvelle panique
// test    : etape4::la_panique_du_travail_arrive_intacte

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    tokio::task::spawn_blocking(travail).await.unwrap()
}
