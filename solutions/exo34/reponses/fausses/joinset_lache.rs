// faute   : le `JoinSet` lâché arrête les producteurs
// message : aucun

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, mut rx) = mpsc::channel(8);
    let mut taches = tokio::task::JoinSet::new();
    for producteur in 0..producteurs {
        let tx = tx.clone();
        taches.spawn(async move {
            for message in 0..messages {
                let _ = tx.send((producteur, message)).await;
            }
        });
    }
    drop(tx);
    drop(taches);
    let mut paires = Vec::new();
    while let Some(paire) = rx.recv().await {
        paires.push(paire);
    }
    paires
}
