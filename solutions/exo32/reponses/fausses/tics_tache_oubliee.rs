// faute   : une tâche compte, et personne ne l'arrête
// message : une tâche tourne encore
// test    : etape3::rien_ne_tourne_encore_apres_le_retour

async fn compter_les_tics(periode: Duration, arret: oneshot::Receiver<()>) -> u32 {
    let tics = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    let compteur = tics.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(periode).await;
            compteur.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        }
    });
    let _ = arret.await;
    tics.load(std::sync::atomic::Ordering::SeqCst)
}
