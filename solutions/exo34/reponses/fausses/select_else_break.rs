// faute   : `Some(…) = entree.recv()` réparé par `else => break`, qui n'est jamais choisi
// message : `else` ne vient que si toutes les branches sont éteintes

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    tokio::spawn(async move {
        loop {
            tokio::select! {
                Some(nombre) = entree.recv() => {
                    let nombre = u64::from(nombre);
                    if tx.send(nombre * nombre).await.is_err() {
                        break;
                    }
                }
                () = tx.closed() => break,
                else => break,
            }
        }
    });
    rx
}
