// faute   : l'erreur d'un client remonte par `?`
// message : arrête le serveur pour tous les autres
// test    : etape6::un_client_disparu_n_arrete_pas_le_serveur_et_rend_sa_place

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
            Some(issue) = clients.join_next() => total += u64::from(issue??),
            flux = accepter(&ecoute), if clients.len() < places => {
                clients.spawn(traiter(flux, limites.clone()));
            }
        }
    }
    drop(ecoute);
    while let Some(issue) = clients.join_next().await {
        total += u64::from(matches!(issue, Ok(Ok(true))));
    }
    Ok(total)
}
