// faute   : `unwrap` sur `recv` : panique au premier retard
// message : `unwrap` sur `recv`, `changed` ou `wait_for` fait une panique de ce qui n'est pas une panne

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    loop {
        tokio::select! {
            Ok(_) = arret.wait_for(|donne| *donne) => break,
            recu = rx.recv() => match recu {
                Err(RecvError::Closed) => return journal,
                recu => journal.messages.push(recu.unwrap()),
            }
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
