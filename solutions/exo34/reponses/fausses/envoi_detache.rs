// faute   : l'envoi confié à une tâche que personne n'attend
// message : une tâche lancée par `spawn` continue sans toi

async fn produire(tx: mpsc::Sender<u32>, n: u32) {
    tokio::spawn(async move {
        for i in 0..n {
            if tx.send(i).await.is_err() {
                break;
            }
        }
    });
}
