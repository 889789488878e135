// faute   : une tâche par message : l'ordre se perd
// message : depuis une seule tâche

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, mut rx) = mpsc::channel(8);
    for producteur in 0..producteurs {
        for message in 0..messages {
            let tx = tx.clone();
            tokio::spawn(async move {
                tokio::task::yield_now().await;
                let _ = tx.send((producteur, message)).await;
            });
        }
    }
    drop(tx);
    let mut paires = Vec::new();
    while let Some(paire) = rx.recv().await {
        paires.push(paire);
    }
    paires
}
