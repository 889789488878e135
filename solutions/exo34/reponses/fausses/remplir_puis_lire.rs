// faute   : un canal sans borne, rempli d'abord, lu ensuite : rien n'avance ensemble
// message : remplir la liste soi-même, ou le canal avant de le lire
// test    : etape2::les_producteurs_sont_des_taches

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, mut rx) = mpsc::unbounded_channel();
    for producteur in 0..producteurs {
        let tx = tx.clone();
        for message in 0..messages {
            let _ = tx.send((producteur, message));
        }
    }
    drop(tx);
    let mut paires = Vec::new();
    while let Some(paire) = rx.recv().await {
        paires.push(paire);
    }
    paires
}
