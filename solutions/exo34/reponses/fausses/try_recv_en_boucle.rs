// faute   : `try_recv` en boucle jusqu'à la fermeture : attente active
// message : occupe le thread pour rien
// test    : etape1::consommer_attend_le_depart_de_tous_les_emetteurs

async fn consommer(mut rx: mpsc::Receiver<u32>) -> Vec<u32> {
    let mut recus = Vec::new();
    loop {
        match rx.try_recv() {
            Ok(nombre) => recus.push(nombre),
            Err(mpsc::error::TryRecvError::Empty) => tokio::task::yield_now().await,
            Err(mpsc::error::TryRecvError::Disconnected) => return recus,
        }
    }
}
