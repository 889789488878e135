// faute   : toujours une place, quelle que soit la capacité
// message : son canal a la capacité demandée
// test    : etape4::la_sortie_a_la_capacite_demandee

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(1);
    tokio::spawn(async move {
        loop {
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
