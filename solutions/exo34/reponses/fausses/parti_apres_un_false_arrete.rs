// faute   : le départ de l'émetteur de l'arrêt, après un `false` publié, est pris pour l'arrêt
// message : même s'il a publié un `false` avant
// test    : etape5::publier_false_n_arrete_rien

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    let (mut emetteur_la, mut publie) = (true, false);
    while !*arret.borrow_and_update() {
        let recu = tokio::select! {
            publication = arret.changed(), if emetteur_la => {
                match publication {
                    Ok(()) => publie = true,
                    Err(_) if publie => break,
                    Err(_) => emetteur_la = false,
                }
                continue;
            }
            recu = rx.recv() => recu,
        };
        match recu {
            Ok(message) => journal.messages.push(message),
            Err(RecvError::Lagged(n)) => journal.perdus += n,
            Err(RecvError::Closed) => return journal,
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
