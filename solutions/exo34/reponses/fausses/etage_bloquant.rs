// faute   : met au carré pendant l'appel, avec `blocking_recv`
// message : un appel `blocking_…` (ou `block_on`) bloque un thread du runtime

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    while let Some(nombre) = entree.blocking_recv() {
        let _ = tx.blocking_send(u64::from(nombre) * u64::from(nombre));
    }
    rx
}
