// faute   : producteurs numérotés à partir de 1
// message : les deux comptent à partir de 0

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, mut rx) = mpsc::channel(8);
    for producteur in 1..=producteurs {
        let tx = tx.clone();
        tokio::spawn(async move {
            for message in 0..messages {
                let _ = tx.send((producteur, message)).await;
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
