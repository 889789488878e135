// faute   : les clients en cours n'ont qu'un sursis de 100 ms
// message : tout de suite ou après un sursis
// test    : etape6::arret::apres_l_arret_les_clients_en_cours_finissent_et_eux_seuls

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
            Some(issue) = clients.join_next() => total += u64::from(matches!(issue, Ok(Ok(true)))),
            flux = accepter(&ecoute), if clients.len() < places => {
                clients.spawn(traiter(flux, limites.clone()));
            }
        }
    }
    drop(ecoute);
    let recolte = async {
        while let Some(issue) = clients.join_next().await {
            total += u64::from(matches!(issue, Ok(Ok(true))));
        }
    };
    let _ = timeout(Duration::from_millis(100), recolte).await;
    Ok(total)
}
