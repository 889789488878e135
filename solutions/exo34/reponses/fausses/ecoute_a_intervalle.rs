// faute   : regarde le canal et l'arrêt toutes les 10 ms
// message : n'attends pas un délai avant de réessayer

async fn ecouter(mut rx: broadcast::Receiver<String>, arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    loop {
        let donne = *arret.borrow();
        match rx.try_recv() {
            Ok(message) => journal.messages.push(message),
            Err(TryRecvError::Lagged(n)) => journal.perdus += n,
            Err(TryRecvError::Closed) => return journal,
            Err(TryRecvError::Empty) if donne => return journal,
            Err(TryRecvError::Empty) => {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await
            }
        }
    }
}
