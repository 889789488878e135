// faute   : l'émetteur de l'arrêt parti, `changed` rend `Err` à chaque tour
// message : quand l'émetteur de l'arrêt est parti, `changed` et `wait_for` rendent `Err` tout de suite
// test    : etape5::un_emetteur_de_l_arret_parti_n_arrete_rien_et_ne_coute_rien

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    while !*arret.borrow() {
        tokio::select! {
            _ = arret.changed() => {}
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
