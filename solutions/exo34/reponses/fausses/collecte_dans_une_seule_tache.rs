// faute   : `join!` au lieu de `spawn` : aucune tâche n'est lancée
// message : c'est `spawn` qui en lance une autre
// test    : etape2::les_producteurs_sont_des_taches

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, mut rx) = mpsc::channel(8);
    let envois = async move {
        for producteur in 0..producteurs {
            for message in 0..messages {
                let _ = tx.send((producteur, message)).await;
            }
        }
    };
    let mut paires = Vec::new();
    let lecture = async {
        while let Some(paire) = rx.recv().await {
            paires.push(paire);
        }
    };
    tokio::join!(envois, lecture);
    paires
}
