// faute   : un canal `watch`, qui ne retient que la dernière valeur
// message : `watch` ne retient que la dernière valeur

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, mut rx) = watch::channel((0, 0));
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
    while rx.changed().await.is_ok() {
        paires.push(*rx.borrow_and_update());
    }
    paires
}
