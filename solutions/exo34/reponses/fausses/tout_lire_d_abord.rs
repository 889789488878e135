// faute   : lit toute l'entrée avant d'envoyer
// message : n'attend ni les valeurs suivantes ni la fermeture de l'entrée

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    tokio::spawn(async move {
        let mut nombres = Vec::new();
        loop {
            tokio::select! {
                recu = entree.recv() => match recu {
                    Some(nombre) => nombres.push(u64::from(nombre)),
                    None => break,
                },
                () = tx.closed() => return,
            }
        }
        for nombre in nombres {
            if tx.send(nombre * nombre).await.is_err() {
                return;
            }
        }
    });
    rx
}
