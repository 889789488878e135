// faute   : un thread à soi, et sa valeur par un canal : la panique reste dans le thread
// message : un canal ne transporte pas une panique
// test    : etape4::la_panique_du_travail_arrive_intacte

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let (envoi, reception) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let _ = envoi.send(travail());
    });
    reception.await.unwrap()
}
