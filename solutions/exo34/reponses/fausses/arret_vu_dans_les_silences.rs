// faute   : l'arrêt n'est attendu que quand le canal est vide depuis 50 ms
// message : l'arrêt n'est regardé que dans les silences
// test    : etape5::un_arret_donne_pendant_que_les_messages_arrivent_est_obei

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    let bref = std::time::Duration::from_millis(50);
    loop {
        match tokio::time::timeout(bref, rx.recv()).await {
            Ok(Ok(message)) => journal.messages.push(message),
            Ok(Err(RecvError::Lagged(n))) => journal.perdus += n,
            Ok(Err(RecvError::Closed)) => return journal,
            Err(_) if arret.has_changed().is_ok() && *arret.borrow_and_update() => return journal,
            Err(_) => {}
        }
    }
}
