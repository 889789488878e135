// faute   : l'emprunt de `borrow` vit pendant l'attente : l'arrêt ne peut plus être donné
// message : ne garde pas l'emprunt pendant un `.await`

async fn ecouter(mut rx: broadcast::Receiver<String>, arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    loop {
        match *arret.borrow() {
            true => break,
            false => match rx.recv().await {
                Ok(message) => journal.messages.push(message),
                Err(RecvError::Lagged(n)) => journal.perdus += n,
                Err(RecvError::Closed) => return journal,
            },
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
