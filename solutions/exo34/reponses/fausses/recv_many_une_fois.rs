// faute   : `recv_many` une seule fois : il rend ce qui est là, et le canal reste ouvert
// message : un canal vide n'est pas un canal fermé

async fn consommer(mut rx: mpsc::Receiver<u32>) -> Vec<u32> {
    let mut recus = Vec::new();
    rx.recv_many(&mut recus, usize::MAX).await;
    recus
}
