// faute   : le premier `tx` reste en vie : `recv` ne rend jamais `None`
// message : le premier émetteur (`tx`

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, mut rx) = mpsc::channel(8);
    for producteur in 0..producteurs {
        let tx = tx.clone();
        tokio::spawn(async move {
            for message in 0..messages {
                let _ = tx.send((producteur, message)).await;
            }
        });
    }
    let mut paires = Vec::new();
    while let Some(paire) = rx.recv().await {
        paires.push(paire);
    }
    drop(tx);
    paires
}
