// faute   : les clients sont servis par lots complets
// message : pas de lots
// test    : etape6::places::le_client_suivant_entre_des_qu_une_place_se_libere

async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> anyhow::Result<u64> {
    let places = limites.connexions_max.max(1);
    let mut arret = pin!(arret);
    let mut clients = JoinSet::new();
    let mut total = 0;
    loop {
        tokio::select! {
            () = &mut arret => break,
            flux = accepter(&ecoute), if clients.len() < places => {
                clients.spawn(traiter(flux, limites.clone()));
                if clients.len() == places {
                    while let Some(issue) = clients.join_next().await {
                        total += u64::from(matches!(issue, Ok(Ok(true))));
                    }
                }
            }
        }
    }
    drop(ecoute);
    while let Some(issue) = clients.join_next().await {
        total += u64::from(matches!(issue, Ok(Ok(true))));
    }
    Ok(total)
}
