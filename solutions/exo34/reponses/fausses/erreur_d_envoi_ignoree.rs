// faute   : l'erreur de `send` ignorée : la boucle continue dans le vide
// message : la boucle qui ignore l'erreur continue

async fn produire(tx: mpsc::Sender<u32>, n: u32) {
    for i in 0..n {
        let _ = tx.send(i).await;
    }
}
