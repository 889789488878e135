// faute   : l'étage ne garde qu'un `WeakSender` : la sortie se ferme aussitôt
// message : un `WeakSender` ne garde pas le canal ouvert

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    let faible = tx.downgrade();
    tokio::spawn(async move {
        while let Some(nombre) = entree.recv().await {
            let Some(tx) = faible.upgrade() else { break };
            let nombre = u64::from(nombre);
            if tx.send(nombre * nombre).await.is_err() {
                break;
            }
        }
    });
    rx
}
