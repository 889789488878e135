// faute   : l'arrêt donné, ce qui attendait dans le canal est oublié
// message : ce qui a été dit avant l'arrêt attend encore dans le canal
// test    : etape5::ce_qui_attendait_a_l_arret_est_note

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    loop {
        let recu = tokio::select! {
            biased; Ok(_) = arret.wait_for(|donne| *donne) => return journal,
            recu = rx.recv() => recu,
        };
        match recu {
            Ok(message) => journal.messages.push(message),
            Err(RecvError::Lagged(n)) => journal.perdus += n,
            Err(RecvError::Closed) => return journal,
        }
    }
}
