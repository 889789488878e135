// faute   : l'erreur de `send` ignorée : l'étage continue sans lecteur
// message : ignore l'erreur de `send`
// test    : etape4::le_lecteur_parti_l_etage_bloque_sur_sa_sortie_finit

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    tokio::spawn(async move {
        while let Some(nombre) = entree.recv().await {
            let _ = tx.send(u64::from(nombre) * u64::from(nombre)).await;
        }
    });
    rx
}
