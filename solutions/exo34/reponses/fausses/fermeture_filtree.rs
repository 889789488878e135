// faute   : `Ok(…) = rx.recv()` dans un `select!` : ni retard ni fermeture
// message : Le motif `Ok(…) = rx.recv()` d'un `select!`

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    let fin = async {
        if arret.wait_for(|donne| *donne).await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::pin!(fin);
    loop {
        tokio::select! {
            Ok(message) = rx.recv() => journal.messages.push(message),
            () = &mut fin => break,
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
