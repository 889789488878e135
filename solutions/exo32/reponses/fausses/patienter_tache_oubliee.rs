// faute   : une tâche bat la mesure, et personne ne l'arrête
// message : une tâche tourne encore
// test    : etape4::rien_ne_tourne_encore_apres_le_retour

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let (tx, mut rx) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut horloge = interval(periode);
        horloge.tick().await;
        for numero in 1.. {
            horloge.tick().await;
            let _ = tx.send(numero);
        }
    });
    let mut travail = pin!(travail);
    loop {
        tokio::select! { valeur = &mut travail => return valeur, Some(numero) = rx.recv() => signaler(numero) }
    }
}
