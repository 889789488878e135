// faute   : `resubscribe` saute ce qui attendait avant l'appel
// message : `resubscribe` les saute
// test    : etape5::tout_ce_qui_est_dit_est_note_jusqu_a_la_fermeture

async fn ecouter(rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let mut rx = rx.resubscribe();
    let mut journal = Journal::default();
    loop {
        let recu = tokio::select! {
            Ok(_) = arret.wait_for(|donne| *donne) => break,
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
