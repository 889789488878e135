// faute   : `.await` dans une fonction qui n'est pas async
// compilateur : E0728
// message : only allowed inside `async`

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    while let Some(nombre) = entree.recv().await {
        let _ = tx.send(u64::from(nombre) * u64::from(nombre)).await;
    }
    rx
}
