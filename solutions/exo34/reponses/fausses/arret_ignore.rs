// faute   : l'arrêt n'est jamais regardé
// message : l'arrêt doit réveiller l'écoute à lui seul

async fn ecouter(mut rx: broadcast::Receiver<String>, _arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    loop {
        match rx.recv().await {
            Ok(message) => journal.messages.push(message),
            Err(RecvError::Lagged(n)) => journal.perdus += n,
            Err(RecvError::Closed) => return journal,
        }
    }
}
