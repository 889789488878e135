// faute   : `arret` n'est jamais regardé
// message : `servir` n'a pas regardé `arret` depuis qu'il l'est
// test    : etape6::arret::l_arret_est_obei_meme_sans_client

async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> anyhow::Result<u64> {
    let places = limites.connexions_max.max(1);
    let mut clients = JoinSet::new();
    let mut total: u64 = 0;
    loop {
        tokio::select! {
            Some(issue) = clients.join_next() => total += u64::from(matches!(issue, Ok(Ok(true)))),
            flux = accepter(&ecoute), if clients.len() < places => {
                clients.spawn(traiter(flux, limites.clone()));
            }
        }
    }
}
