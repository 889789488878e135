// faute   : la fermeture ignorée : la boucle tourne à vide
// message : De même de `recv` quand le canal est fermé

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    loop {
        let recu = tokio::select! {
            Ok(_) = arret.wait_for(|donne| *donne) => break,
            recu = rx.recv() => recu,
        };
        match recu {
            Ok(message) => journal.messages.push(message),
            Err(RecvError::Lagged(n)) => journal.perdus += n,
            Err(RecvError::Closed) => {}
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
