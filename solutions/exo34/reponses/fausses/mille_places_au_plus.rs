// faute   : 1024 places au plus, quelle que soit la capacité demandée
// message : la seule borne est celle de Tokio
// test    : etape4::la_sortie_a_la_capacite_demandee

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, 1024));
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
