// faute   : `send` sans `.await` : rien ne part
// message : sans `.await`, rien ne part

async fn produire(tx: mpsc::Sender<u32>, n: u32) {
    for i in 0..n {
        let _ = tx.send(i);
    }
}
