// faute   : les messages perdus se comptent sur 8 bits
// message : le nombre de messages perdus (`perdus`)
// test    : etape5::un_auditeur_en_retard_compte_ce_qu_il_a_perdu_et_continue

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let (mut journal, mut perdus) = (Journal::default(), 0_u8);
    loop {
        let recu = tokio::select! {
            Ok(_) = arret.wait_for(|donne| *donne) => break,
            recu = rx.recv() => recu,
        };
        match recu {
            Ok(message) => journal.messages.push(message),
            Err(RecvError::Lagged(n)) => perdus = perdus.wrapping_add(n as u8),
            Err(RecvError::Closed) => break,
        }
    }
    loop {
        match rx.try_recv() {
            Ok(message) => journal.messages.push(message),
            Err(TryRecvError::Lagged(n)) => perdus = perdus.wrapping_add(n as u8),
            Err(_) => break,
        }
    }
    journal.perdus = perdus.into();
    journal
}
