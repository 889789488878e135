// faute   : ferme le canal, puis le vide
// message : ou un `close` s'arrêtent trop tôt

async fn consommer(mut rx: mpsc::Receiver<u32>) -> Vec<u32> {
    rx.close();
    let mut recus = Vec::new();
    while let Some(nombre) = rx.recv().await {
        recus.push(nombre);
    }
    recus
}
