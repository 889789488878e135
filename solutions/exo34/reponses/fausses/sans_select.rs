// faute   : n'attend que l'entrée : ne voit pas partir le lecteur
// message : n'attend que sa prochaine valeur
// test    : etape4::le_lecteur_parti_l_etage_en_attente_finit

fn etage_au_carre(mut entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
    let (tx, rx) = mpsc::channel(capacite.clamp(1, tokio::sync::Semaphore::MAX_PERMITS));
    tokio::spawn(async move {
        while let Some(nombre) = entree.recv().await {
            if tx
                .send(u64::from(nombre) * u64::from(nombre))
                .await
                .is_err()
            {
                break;
            }
        }
    });
    rx
}
