// faute   : `blocking_send` dans du code async
// message : un appel `blocking_…` bloque un thread du runtime

async fn produire(tx: mpsc::Sender<u32>, n: u32) {
    for i in 0..n {
        if tx.blocking_send(i).is_err() {
            break;
        }
    }
}
