// faute   : `try_send` : perd les messages quand le canal est plein
// message : `try_send` n'attend pas

async fn produire(tx: mpsc::Sender<u32>, n: u32) {
    for i in 0..n {
        let _ = tx.try_send(i);
    }
}
