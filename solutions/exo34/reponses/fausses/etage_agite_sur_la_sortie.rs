// faute   : `try_send` en boucle quand la sortie est pleine
// message : l'étage tourne à vide

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    tokio::spawn(async move {
        loop {
            let nombre = tokio::select! {
                recu = entree.recv() => match recu {
                    Some(nombre) => u64::from(nombre),
                    None => break,
                },
                () = tx.closed() => break,
            };
            loop {
                match tx.try_send(nombre * nombre) {
                    Ok(()) => break,
                    Err(mpsc::error::TrySendError::Full(_)) => tokio::task::yield_now().await,
                    Err(_) => return,
                }
            }
        }
    });
    rx
}
