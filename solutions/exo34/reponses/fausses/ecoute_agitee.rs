// faute   : `try_recv` en boucle avec `yield_now`
// message : `try_recv` en boucle

async fn ecouter(mut rx: broadcast::Receiver<String>, arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    loop {
        let donne = *arret.borrow();
        match rx.try_recv() {
            Ok(message) => journal.messages.push(message),
            Err(TryRecvError::Lagged(n)) => journal.perdus += n,
            Err(TryRecvError::Closed) => return journal,
            Err(TryRecvError::Empty) if donne => return journal,
            Err(TryRecvError::Empty) => tokio::task::yield_now().await,
        }
    }
}
