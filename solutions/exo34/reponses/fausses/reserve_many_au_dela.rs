// faute   : `reserve_many` demande plus de places que le canal n'en a
// message : `reserve_many` a demandé plus de places que le canal n'en a

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    tokio::spawn(async move {
        loop {
            let combien = entree.len().max(1);
            let Ok(places) = tx.reserve_many(combien).await else {
                break;
            };
            for place in places {
                tokio::select! {
                    recu = entree.recv() => match recu {
                        Some(nombre) => place.send(u64::from(nombre) * u64::from(nombre)),
                        None => return,
                    },
                    () = tx.closed() => return,
                }
            }
        }
    });
    rx
}
