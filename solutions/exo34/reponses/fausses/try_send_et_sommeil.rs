// faute   : `try_send` réessayé après un `sleep`
// message : n'attends pas un délai avant de réessayer
// test    : etape1::produire_attend_un_lecteur_lent_sans_rien_perdre

async fn produire(tx: mpsc::Sender<u32>, n: u32) {
    for i in 0..n {
        loop {
            match tx.try_send(i) {
                Ok(()) => break,
                Err(mpsc::error::TrySendError::Full(_)) => {
                    tokio::time::sleep(std::time::Duration::from_millis(1)).await
                }
                Err(mpsc::error::TrySendError::Closed(_)) => return,
            }
        }
    }
}
