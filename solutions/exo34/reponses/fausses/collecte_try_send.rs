// faute   : `try_send` dans les producteurs : messages perdus
// message : `try_send` perd des messages

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, mut rx) = mpsc::channel(8);
    for producteur in 0..producteurs {
        let tx = tx.clone();
        tokio::spawn(async move {
            for message in 0..messages {
                let _ = tx.try_send((producteur, message));
            }
        });
    }
    drop(tx);
    let mut paires = Vec::new();
    while let Some(paire) = rx.recv().await {
        paires.push(paire);
    }
    paires
}
