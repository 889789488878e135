// faute   : la capacité passe par un `u16` : 65 536 y devient 0, puis 1
// message : ou un type trop petit (`u16`, `u32`)

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(usize::from((capacite as u16).max(1)));
    tokio::spawn(async move {
        loop {
            let nombre = tokio::select! {
                recu = entree.recv() => match recu {
                    Some(nombre) => u64::from(nombre),
                    None => break,
                },
                () = tx.closed() => break,
            };
            if tx.send(nombre * nombre).await.is_err() {
                break;
            }
        }
    });
    rx
}
