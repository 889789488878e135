// faute   : multiplie en `u32` : déborde
// message : passe en `u64` avant de multiplier
// test    : etape4::chaque_nombre_ressort_au_carre_et_dans_l_ordre

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    tokio::spawn(async move {
        loop {
            let nombre = tokio::select! {
                recu = entree.recv() => match recu {
                    Some(nombre) => nombre,
                    None => break,
                },
                () = tx.closed() => break,
            };
            if tx.send((nombre * nombre) as u64).await.is_err() {
                break;
            }
        }
    });
    rx
}
