// faute   : regarde l'entrée toutes les 10 ms
// message : n'attends pas un délai avant de réessayer
// test    : etape4::une_valeur_traverse_sans_attendre_les_suivantes

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
                Err(mpsc::error::TryRecvError::Empty) => {
                    tokio::time::sleep(std::time::Duration::from_millis(10)).await
                }
                Err(mpsc::error::TryRecvError::Disconnected) => break,
            }
        }
    });
    rx
}
