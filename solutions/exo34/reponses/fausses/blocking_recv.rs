// faute   : `blocking_recv` dans du code async
// message : un appel `blocking_…` bloque un thread du runtime

async fn consommer(mut rx: mpsc::Receiver<u32>) -> Vec<u32> {
    let mut recus = Vec::new();
    while let Some(nombre) = rx.blocking_recv() {
        recus.push(nombre);
    }
    recus
}
