// faute   : capacité 0 passée telle quelle : Tokio panique
// message : une capacité de 0 compte pour 1
// test    : etape4::une_capacite_de_zero_compte_pour_un

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite);
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
