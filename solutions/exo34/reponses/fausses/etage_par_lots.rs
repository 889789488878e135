// faute   : lit l'entrée par lots de `capacite`
// message : de lot ou de tâche par valeur
// test    : etape4::un_lecteur_lent_freine_l_etage

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let capacite = capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS);
    let (tx, rx) = mpsc::channel(capacite);
    tokio::spawn(async move {
        let mut lot = Vec::new();
        loop {
            let combien = tokio::select! {
                combien = entree.recv_many(&mut lot, capacite + 1) => combien,
                () = tx.closed() => return,
            };
            if combien == 0 {
                return;
            }
            for nombre in lot.drain(..) {
                if tx
                    .send(u64::from(nombre) * u64::from(nombre))
                    .await
                    .is_err()
                {
                    return;
                }
            }
        }
    });
    rx
}
