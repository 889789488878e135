// faute   : le départ du lecteur n'est regardé qu'une fois par minute
// message : il doit attendre aussi la fermeture de sa sortie
// test    : etape4::le_lecteur_parti_l_etage_en_attente_finit

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    let minute = std::time::Duration::from_secs(60);
    tokio::spawn(async move {
        while !tx.is_closed() {
            let Ok(recu) = tokio::time::timeout(minute, entree.recv()).await else {
                continue;
            };
            let Some(nombre) = recu else { break };
            let _ = tx.send(u64::from(nombre).pow(2)).await;
        }
    });
    rx
}
