// faute   : une valeur publiée, même `false`, prise pour l'arrêt
// message : `changed` dit que la valeur a été publiée de nouveau, non qu'elle est `true`
// test    : etape5::publier_false_n_arrete_rien

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    if *arret.borrow() {
        return vider(rx, journal);
    }
    loop {
        let recu = tokio::select! {
            Ok(()) = arret.changed() => return vider(rx, journal),
            recu = rx.recv() => recu,
        };
        match recu {
            Ok(message) => journal.messages.push(message),
            Err(RecvError::Lagged(n)) => journal.perdus += n,
            Err(RecvError::Closed) => return journal,
        }
    }
}

fn vider(mut rx: broadcast::Receiver<String>, mut journal: Journal) -> Journal {
    loop {
        match rx.try_recv() {
            Ok(message) => journal.messages.push(message),
            Err(TryRecvError::Lagged(n)) => journal.perdus += n,
            Err(_) => return journal,
        }
    }
}
