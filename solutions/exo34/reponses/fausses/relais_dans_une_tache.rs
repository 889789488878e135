// faute   : une tâche recopie le canal dans un autre : à l'arrêt, ce qu'elle n'a pas encore lu est perdu
// message : ce qui a été dit avant l'arrêt attend encore dans le canal

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let (tx, mut recus) = mpsc::unbounded_channel();
    let relais = tokio::spawn(async move {
        loop {
            match rx.recv().await {
                Err(RecvError::Closed) => break,
                recu => {
                    let _ = tx.send(recu);
                }
            }
        }
    });
    let mut journal = Journal::default();
    loop {
        let recu = tokio::select! {
            Ok(_) = arret.wait_for(|donne| *donne) => break,
            recu = recus.recv() => recu,
        };
        match recu {
            Some(Ok(message)) => journal.messages.push(message),
            Some(Err(RecvError::Lagged(n))) => journal.perdus += n,
            _ => return journal,
        }
    }
    relais.abort();
    while let Ok(recu) = recus.try_recv() {
        match recu {
            Ok(message) => journal.messages.push(message),
            Err(RecvError::Lagged(n)) => journal.perdus += n,
            Err(RecvError::Closed) => break,
        }
    }
    journal
}
