// faute   : un canal sans borne entre le calcul et la sortie
// message : pas de canal sans borne

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (vers, mut depuis) = mpsc::unbounded_channel();
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    tokio::spawn(async move {
        loop {
            let nombre = tokio::select! {
                recu = entree.recv() => recu,
                () = vers.closed() => None,
            };
            let Some(nombre) = nombre else { return };
            if vers.send(u64::from(nombre) * u64::from(nombre)).is_err() {
                return;
            }
        }
    });
    tokio::spawn(async move {
        loop {
            let carre = tokio::select! {
                recu = depuis.recv() => recu,
                () = tx.closed() => None,
            };
            let Some(carre) = carre else { return };
            if tx.send(carre).await.is_err() {
                return;
            }
        }
    });
    rx
}
