// faute   : la place est attendue avant le `select!`, où l'arrêt n'est pas vu
// message : une place attendue hors du `select!` empêche de voir `arret`
// test    : etape6::places::l_arret_est_vu_quand_toutes_les_places_sont_prises

use std::sync::Arc;
use tokio::sync::Semaphore;

async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> anyhow::Result<u64> {
    let places = Arc::new(Semaphore::new(
        limites.connexions_max.clamp(1, Semaphore::MAX_PERMITS),
    ));
    let mut arret = pin!(arret);
    let mut clients = JoinSet::new();
    let mut total = 0;
    loop {
        let place = Arc::clone(&places).acquire_owned().await?;
        tokio::select! {
            () = &mut arret => break,
            flux = accepter(&ecoute) => {
                let service = traiter(flux, limites.clone());
                clients.spawn(async move {
                    let issue = service.await;
                    drop(place);
                    issue
                });
            }
        }
    }
    drop(ecoute);
    while let Some(issue) = clients.join_next().await {
        total += u64::from(matches!(issue, Ok(Ok(true))));
    }
    Ok(total)
}
