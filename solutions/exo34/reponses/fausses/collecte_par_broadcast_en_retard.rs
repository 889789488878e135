// faute   : un canal `broadcast`, dont les retards sont passés sous silence
// message : `broadcast` efface ce qui n'a pas été lu à temps

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, mut rx) = broadcast::channel(16);
    for producteur in 0..producteurs {
        let tx = tx.clone();
        tokio::spawn(async move {
            for message in 0..messages {
                let _ = tx.send((producteur, message));
            }
        });
    }
    drop(tx);
    let mut paires = Vec::new();
    loop {
        match rx.recv().await {
            Ok(paire) => paires.push(paire),
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return paires,
        }
    }
}
