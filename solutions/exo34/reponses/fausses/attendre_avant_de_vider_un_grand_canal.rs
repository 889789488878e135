// faute   : un canal de 1024 places cache l'attente mutuelle, pas longtemps
// message : les producteurs sont attendus avant que le canal soit vidé
// test    : etape2::beaucoup_de_messages_passent_par_un_canal_borne

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, mut rx) = mpsc::channel(1024);
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
    taches.join_all().await;
    let mut paires = Vec::new();
    while let Some(paire) = rx.recv().await {
        paires.push(paire);
    }
    paires
}
