// faute   : attend les producteurs avant de vider un canal borné
// message : les producteurs sont attendus avant que le canal soit vidé
// test    : etape2::l_ordre_de_chacun_tient_aussi_sur_plusieurs_threads

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, mut rx) = mpsc::channel(100);
    let mut taches = Vec::new();
    for producteur in 0..producteurs {
        let tx = tx.clone();
        taches.push(tokio::spawn(async move {
            for message in 0..messages {
                tx.send((producteur, message)).await.unwrap();
            }
        }));
    }
    drop(tx);
    for tache in taches {
        tache.await.unwrap();
    }
    let mut paires = Vec::new();
    while let Some(paire) = rx.recv().await {
        paires.push(paire);
    }
    paires
}
