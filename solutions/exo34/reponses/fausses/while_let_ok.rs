// faute   : `while let Ok(…)` : la boucle finit au premier retard
// message : `RecvError::Lagged(n)` n'est pas la fin

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    let fin = async {
        if arret.wait_for(|donne| *donne).await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let ecoute = async {
        while let Ok(message) = rx.recv().await {
            journal.messages.push(message);
        }
    };
    tokio::select! {
        () = fin => {}
        () = ecoute => return journal,
    }
    loop {
        match rx.try_recv() {
            Ok(message) => journal.messages.push(message),
            Err(TryRecvError::Lagged(n)) => journal.perdus += n,
            Err(_) => return journal,
        }
    }
}
