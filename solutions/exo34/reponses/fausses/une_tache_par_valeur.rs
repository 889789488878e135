// faute   : une tâche par valeur : plus rien ne freine l'entrée
// message : de lot ou de tâche par valeur
// test    : etape4::l_ordre_tient_aussi_sur_plusieurs_threads

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    tokio::spawn(async move {
        loop {
            let nombre = tokio::select! {
                recu = entree.recv() => match recu {
                    Some(nombre) => u64::from(nombre),
                    None => break,
                },
                () = tx.closed() => break,
            };
            let tx = tx.clone();
            tokio::spawn(async move { tx.send(nombre * nombre).await });
        }
    });
    rx
}
