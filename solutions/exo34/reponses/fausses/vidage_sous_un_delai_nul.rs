// faute   : ce qui attend est lu par `recv` sous un délai nul, que Tokio laisse passer après 128 messages
// message : lis-le (`try_recv`) avant de
// test    : etape5::ce_qui_attendait_a_l_arret_est_note

async fn ecouter(mut rx: broadcast::Receiver<String>, mut arret: watch::Receiver<bool>) -> Journal {
    async fn tout(rx: &mut broadcast::Receiver<String>, journal: &mut Journal) {
        loop {
            match rx.recv().await {
                Ok(m) => journal.messages.push(m),
                Err(RecvError::Lagged(n)) => journal.perdus += n,
                Err(RecvError::Closed) => return,
            }
        }
    }
    let mut journal = Journal::default();
    let arrete = tokio::select! {
        () = tout(&mut rx, &mut journal) => false,
        vu = arret.wait_for(|d| *d) => vu.is_ok(),
    };
    if arrete {
        let _ = tokio::time::timeout(std::time::Duration::ZERO, tout(&mut rx, &mut journal)).await;
    } else {
        tout(&mut rx, &mut journal).await;
    }
    journal
}
