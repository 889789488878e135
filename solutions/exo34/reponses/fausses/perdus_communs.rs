// faute   : un compteur `static`, remis à zéro à chaque appel, commun à tous
// message : et rien n'en est `static`
// test    : etape5::deux_auditeurs_ont_chacun_leur_journal

use std::sync::atomic::{AtomicU64, Ordering};

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    static PERDUS: AtomicU64 = AtomicU64::new(0);
    PERDUS.store(0, Ordering::SeqCst);
    let mut journal = Journal::default();
    loop {
        let recu = tokio::select! {
            Ok(_) = arret.wait_for(|donne| *donne) => break,
            recu = rx.recv() => recu,
        };
        match recu {
            Ok(message) => journal.messages.push(message),
            Err(RecvError::Lagged(n)) => drop(PERDUS.fetch_add(n, Ordering::SeqCst)),
            Err(RecvError::Closed) => break,
        }
    }
    loop {
        match rx.try_recv() {
            Ok(message) => journal.messages.push(message),
            Err(TryRecvError::Lagged(n)) => drop(PERDUS.fetch_add(n, Ordering::SeqCst)),
            Err(_) => break,
        }
    }
    journal.perdus = PERDUS.load(Ordering::SeqCst);
    journal
}
