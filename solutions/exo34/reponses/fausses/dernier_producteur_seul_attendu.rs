// faute   : la lecture s'arrête quand la dernière tâche lancée a fini
// message : en attendre un seul, le dernier lancé par exemple
// test    : etape2::la_collecte_dure_jusqu_au_depart_du_dernier_producteur

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, mut rx) = mpsc::channel(8);
    let mut derniere = tokio::spawn(async {});
    for producteur in 0..producteurs {
        let tx = tx.clone();
        derniere = tokio::spawn(async move {
            for message in 0..messages {
                let _ = tx.send((producteur, message)).await;
            }
        });
    }
    let mut paires = Vec::new();
    loop {
        tokio::select! {
            Some(paire) = rx.recv() => paires.push(paire),
            _ = &mut derniere => break,
        }
    }
    while let Ok(paire) = rx.try_recv() {
        paires.push(paire);
    }
    paires
}
