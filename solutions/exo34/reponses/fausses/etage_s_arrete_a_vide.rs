// faute   : `try_recv` : l'étage finit dès que l'entrée est vide
// message : une entrée vide n'est pas une entrée fermée

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    tokio::spawn(async move {
        loop {
            let Ok(nombre) = entree.try_recv() else {
                break;
            };
            let nombre = u64::from(nombre);
            if tx.send(nombre * nombre).await.is_err() {
                break;
            }
        }
    });
    rx
}
