// faute   : `arret` n'est regardé qu'après un client
// message : `servir` n'a pas regardé `arret` depuis qu'il l'est
// test    : etape6::arret::l_arret_est_obei_meme_sans_client
// test    : etape6::arret::quand_servir_a_fini_plus_personne_n_ecoute
// test    : etape6::arret::un_arret_deja_pret_ferme_aussitot

async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> anyhow::Result<u64> {
    let places = std::sync::Arc::new(tokio::sync::Semaphore::new(limites.connexions_max.max(1)));
    let mut arret = pin!(arret);
    let mut clients = JoinSet::new();
    loop {
        let place = std::sync::Arc::clone(&places);
        let prochain = async {
            let place = place.acquire_owned().await.expect("jamais fermé");
            (place, accepter(&ecoute).await)
        };
        let (place, flux) = prochain.await;
        let service = traiter(flux, limites.clone());
        clients.spawn(async move {
            let issue = service.await;
            drop(place);
            issue
        });
        if timeout(Duration::ZERO, &mut arret).await.is_ok() {
            break;
        }
    }
    drop(ecoute);
    let issues = clients.join_all().await;
    Ok(issues
        .iter()
        .filter(|issue| matches!(issue, Ok(true)))
        .count() as u64)
}
