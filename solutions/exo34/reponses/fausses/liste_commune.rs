// faute   : la liste où les paires se rassemblent est commune à tous les appels
// message : une liste, ou un canal, commune à tous les appels
// test    : etape2::deux_collectes_ensemble_ne_se_melangent_pas

use std::cell::RefCell;

thread_local! {
    static LISTE: RefCell<Vec<(u32, u32)>> = const { RefCell::new(Vec::new()) };
}

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
    drop(tx);
    while let Some(paire) = rx.recv().await {
        LISTE.with_borrow_mut(|liste| liste.push(paire));
    }
    LISTE.take()
}
