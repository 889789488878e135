// faute   : `rx` reçu sans `mut`
// compilateur : E0596
// message : cannot borrow `rx` as mutable

async fn consommer(rx: mpsc::Receiver<u32>) -> Vec<u32> {
    let mut recus = Vec::new();
    while let Some(nombre) = rx.recv().await {
        recus.push(nombre);
    }
    recus
}
