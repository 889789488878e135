// faute   : `async` est ajouté à la fonction, parce qu'elle emploie un canal
// compilateur : E0308
// message : signature fixée : fn etage_au_carre(entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64>

async fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.max(1));
    while let Some(nombre) = entree.recv().await {
        let nombre = u64::from(nombre);
        let _ = tx.send(nombre * nombre).await;
    }
    rx
}
