// faute   : le carré calculé en `f32`, arrondi bien plus tôt
// message : un nombre à virgule (`f64`, `powi`) arrondit

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    tokio::spawn(async move {
        loop {
            let nombre = tokio::select! {
                recu = entree.recv() => match recu {
                    Some(nombre) => nombre,
                    None => break,
                },
                () = tx.closed() => break,
            };
            let carre = (nombre as f32 * nombre as f32) as u64;
            if tx.send(carre).await.is_err() {
                break;
            }
        }
    });
    rx
}
