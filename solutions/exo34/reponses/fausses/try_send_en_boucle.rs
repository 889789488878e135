// faute   : `try_send` réessayé en boucle : attente active
// message : occupe le thread pour rien

async fn produire(tx: mpsc::Sender<u32>, n: u32) {
    for i in 0..n {
        loop {
            match tx.try_send(i) {
                Ok(()) => break,
                Err(mpsc::error::TrySendError::Full(_)) => tokio::task::yield_now().await,
                Err(mpsc::error::TrySendError::Closed(_)) => return,
            }
        }
    }
}
