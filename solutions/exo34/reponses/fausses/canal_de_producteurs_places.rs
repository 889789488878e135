// faute   : capacité `producteurs` : 0 place panique
// message : une capacité calculée à partir des arguments peut valoir 0
// test    : etape2::sans_producteur_ou_sans_message_la_collecte_finit_vide

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, mut rx) = mpsc::channel(producteurs as usize);
    for producteur in 0..producteurs {
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
