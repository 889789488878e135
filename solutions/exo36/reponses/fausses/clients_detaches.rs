// faute   : le total est rendu sans attendre les clients en cours
// message : une poignée lâchée détache sa tâche

async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> anyhow::Result<u64> {
    let places = std::sync::Arc::new(tokio::sync::Semaphore::new(limites.connexions_max.max(1)));
    let total = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
    let mut arret = pin!(arret);
    loop {
        let (place, flux) = tokio::select! {
            () = &mut arret => break,
            prochain = async {
                let place = places.clone().acquire_owned().await.expect("jamais fermé");
                (place, accepter(&ecoute).await)
            } => prochain,
        };
        let (service, total) = (traiter(flux, limites.clone()), total.clone());
        tokio::spawn(async move {
            if matches!(service.await, Ok(true)) {
                total.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            }
            drop(place);
        });
    }
    Ok(total.load(std::sync::atomic::Ordering::SeqCst))
}
