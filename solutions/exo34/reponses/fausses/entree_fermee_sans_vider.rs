// faute   : s'arrête dès que l'entrée est fermée, sans livrer ce qu'elle contenait
// message : tout est livré avant que la sortie se ferme
// test    : etape4::tout_est_livre_a_un_lecteur_lent_avant_la_fermeture

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    tokio::spawn(async move {
        while !entree.is_closed() {
            let nombre = tokio::select! {
                recu = entree.recv() => match recu {
                    Some(nombre) => u64::from(nombre),
                    None => break,
                },
                () = tx.closed() => break,
            };
            if tx.send(nombre * nombre).await.is_err() {
                break;
            }
        }
    });
    rx
}
