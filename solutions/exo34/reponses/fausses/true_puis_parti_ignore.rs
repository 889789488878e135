// faute   : `has_changed` échoue quand l'émetteur de l'arrêt est parti, même s'il vient de dire `true`
// message : un émetteur qui dit `true`, puis s'en va, a donné l'arrêt
// test    : etape5::un_arret_donne_pendant_un_silence_est_obei_tout_de_suite

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    let mut emetteur_la = true;
    let mut donne = *arret.borrow_and_update();
    while !donne {
        let recu = tokio::select! {
            _ = arret.changed(), if emetteur_la => {
                match arret.has_changed() {
                    Ok(_) => donne = *arret.borrow(),
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
