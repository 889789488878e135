// faute   : l'émetteur de l'arrêt parti, un retard met fin à l'écoute
// message : `RecvError::Lagged(n)` n'est pas la fin
// test    : etape5::un_emetteur_de_l_arret_parti_n_arrete_rien_et_ne_coute_rien

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    let mut journal = Journal::default();
    loop {
        if *arret.borrow() {
            break;
        }
        tokio::select! {
            recu = rx.recv() => match recu {
                Ok(m) => journal.messages.push(m),
                Err(RecvError::Lagged(n)) => journal.perdus += n,
                Err(RecvError::Closed) => return journal,
            },
            r = arret.changed() => if r.is_err() {
                // plus personne : attendre la fermeture
                while let Ok(m) = rx.recv().await { journal.messages.push(m); }
                return journal;
            },
        }
    }
    loop {
        match rx.try_recv() {
            Ok(m) => journal.messages.push(m),
            Err(TryRecvError::Lagged(n)) => journal.perdus += n,
            Err(_) => return journal,
        }
    }
}
