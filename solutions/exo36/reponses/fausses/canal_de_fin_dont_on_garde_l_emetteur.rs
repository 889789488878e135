// faute   : la fin des clients est attendue sur un canal dont on garde l'émetteur
// message : dont il a lui-même gardé un émetteur
// test    : etape6::arret::l_arret_est_obei_meme_sans_client

async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> anyhow::Result<u64> {
    let mut arret = pin!(arret);
    let places = std::sync::Arc::new(tokio::sync::Semaphore::new(
        limites.connexions_max.clamp(1, 1 << 20),
    ));
    let (tx, mut rx) = tokio::sync::mpsc::unbounded_channel::<bool>();
    loop {
        let prochain = async {
            let place = std::sync::Arc::clone(&places).acquire_owned().await;
            (place, accepter(&ecoute).await)
        };
        tokio::select! {
            () = &mut arret => break,
            (place, flux) = prochain => {
                let (service, tx) = (traiter(flux, limites.clone()), tx.clone());
                tokio::spawn(async move {
                    let issue = service.await;
                    drop(place);
                    let _ = tx.send(matches!(issue, Ok(true)));
                });
            }
        }
    }
    drop(ecoute);
    let mut total = 0;
    while let Some(servie) = rx.recv().await {
        total += u64::from(servie);
    }
    Ok(total)
}
