// faute   : un thread à part qui n'attend que son entrée, par `blocking_recv`
// message : le lecteur est parti, mais l'étage n'attend que sa prochaine valeur

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    tokio::task::spawn_blocking(move || {
        while let Some(nombre) = entree.blocking_recv() {
            let nombre = u64::from(nombre);
            if tx.blocking_send(nombre * nombre).is_err() {
                break;
            }
        }
    });
    rx
}
