// faute   : le serveur accepte tant que des clients sont en cours
// message : après `arret`, un nouveau client n'est plus servi
// test    : etape6::arret::apres_l_arret_les_clients_en_cours_finissent_et_eux_seuls

async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> anyhow::Result<u64> {
    let places = limites.connexions_max.max(1);
    let mut arret = pin!(arret);
    let (mut fini, mut total) = (false, 0);
    let mut clients = JoinSet::new();
    while !fini || !clients.is_empty() {
        tokio::select! {
            () = &mut arret, if !fini => fini = true,
            Some(issue) = clients.join_next() => total += u64::from(matches!(issue, Ok(Ok(true)))),
            flux = accepter(&ecoute), if clients.len() < places => {
                clients.spawn(traiter(flux, limites.clone()));
            }
        }
    }
    Ok(total)
}
