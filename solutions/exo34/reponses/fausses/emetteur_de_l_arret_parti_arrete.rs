// faute   : le départ de l'émetteur de l'arrêt pris pour l'arrêt
// message : dit que l'émetteur de l'arrêt est parti, non que l'arrêt est donné

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    loop {
        let recu = tokio::select! {
            _ = arret.wait_for(|donne| *donne) => break,
            recu = rx.recv() => recu,
        };
        match recu {
            Ok(message) => journal.messages.push(message),
            Err(RecvError::Lagged(n)) => journal.perdus += n,
            Err(RecvError::Closed) => return journal,
        }
    }
    loop {
        match rx.try_recv() {
            Ok(message) => journal.messages.push(message),
            Err(TryRecvError::Lagged(n)) => journal.perdus += n,
            Err(_) => return journal,
        }
    }
}
