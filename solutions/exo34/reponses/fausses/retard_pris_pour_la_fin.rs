// faute   : `Lagged` pris pour la fin
// message : `RecvError::Lagged(n)` n'est pas la fin
// test    : etape5::un_auditeur_en_retard_compte_ce_qu_il_a_perdu_et_continue

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    loop {
        let recu = tokio::select! {
            Ok(_) = arret.wait_for(|donne| *donne) => break,
            recu = rx.recv() => recu,
        };
        match recu {
            Ok(message) => journal.messages.push(message),
            Err(RecvError::Lagged(n)) => return journal,
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
