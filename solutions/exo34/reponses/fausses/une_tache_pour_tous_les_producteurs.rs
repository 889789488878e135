// faute   : une seule tâche envoie pour tous les producteurs
// message : une seule tâche qui envoie pour tous
// test    : etape2::les_producteurs_sont_des_taches

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, mut rx) = mpsc::channel(8);
    tokio::spawn(async move {
        for producteur in 0..producteurs {
            for message in 0..messages {
                let _ = tx.send((producteur, message)).await;
            }
        }
    });
    let mut paires = Vec::new();
    while let Some(paire) = rx.recv().await {
        paires.push(paire);
    }
    paires
}
