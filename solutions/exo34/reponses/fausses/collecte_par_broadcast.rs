// faute   : un canal `broadcast`, qui efface ce qui n'est pas lu à temps, et `Lagged` pris pour la fin
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
    while let Ok(paire) = rx.recv().await {
        paires.push(paire);
    }
    paires
}
