// faute   : `changed` seul : un arrêt donné avant l'appel n'est jamais vu
// message : un arrêt donné avant l'appel, il ne le verra jamais
// test    : etape5::un_arret_deja_donne_est_obei

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    let mut possible = true;
    loop {
        tokio::select! {
            change = arret.changed(), if possible => {
                if *arret.borrow() {
                    break;
                }
                possible = change.is_ok();
            }
            recu = rx.recv() => match recu {
                Ok(message) => journal.messages.push(message),
                Err(RecvError::Lagged(n)) => journal.perdus += n,
                Err(RecvError::Closed) => return journal,
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
