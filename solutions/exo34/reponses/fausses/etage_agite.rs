// faute   : `try_recv` en boucle avec `yield_now`
// message : l'étage tourne à vide
// test    : etape4::un_etage_au_repos_dort

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    tokio::spawn(async move {
        while !tx.is_closed() {
            match entree.try_recv() {
                Ok(nombre) => {
                    if tx
                        .send(u64::from(nombre) * u64::from(nombre))
                        .await
                        .is_err()
                    {
                        break;
                    }
                }
                Err(mpsc::error::TryRecvError::Empty) => tokio::task::yield_now().await,
                Err(mpsc::error::TryRecvError::Disconnected) => break,
            }
        }
    });
    rx
}
