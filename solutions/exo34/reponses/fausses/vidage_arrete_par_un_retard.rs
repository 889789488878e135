// faute   : à l'arrêt, `while let Ok(…) = rx.try_recv()` s'arrête au premier retard
// message : sans t'arrêter à un `Lagged`

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    loop {
        let recu = tokio::select! {
            biased; Ok(_) = arret.wait_for(|donne| *donne) => break,
            recu = rx.recv() => recu,
        };
        match recu {
            Ok(message) => journal.messages.push(message),
            Err(RecvError::Lagged(n)) => journal.perdus += n,
            Err(RecvError::Closed) => return journal,
        }
    }
    while let Ok(message) = rx.try_recv() {
        journal.messages.push(message);
    }
    journal
}
