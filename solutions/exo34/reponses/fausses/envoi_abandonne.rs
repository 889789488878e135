// faute   : `send_timeout` perd la valeur quand le lecteur est lent
// message : ni d'envoi qui renonce

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
            if tx
                .send_timeout(nombre * nombre, std::time::Duration::from_millis(1))
                .await
                .is_err()
            {
                break;
            }
        }
    });
    rx
}
