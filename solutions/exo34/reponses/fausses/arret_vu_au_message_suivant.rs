// faute   : l'arrêt n'est regardé qu'entre deux messages
// message : s'il n'est regardé qu'après un message, il attend le suivant
// test    : etape5::un_arret_donne_pendant_un_silence_est_obei_tout_de_suite

async fn ecouter(mut rx: broadcast::Receiver<String>, arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    while !*arret.borrow() {
        match rx.recv().await {
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
