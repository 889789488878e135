// faute   : un silence de 100 ms pris pour la fermeture du canal
// message : il a fallu attendre

async fn consommer(mut rx: mpsc::Receiver<u32>) -> Vec<u32> {
    let mut recus = Vec::new();
    loop {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        match rx.try_recv() {
            Ok(nombre) => recus.push(nombre),
            Err(_) => return recus,
        }
    }
}
