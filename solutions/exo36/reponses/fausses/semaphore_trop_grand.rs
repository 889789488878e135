// faute   : `Semaphore::new` refuse un très grand nombre de places
// message : `limites.connexions_max` peut être `usize::MAX`
// test    : etape6::places::un_nombre_de_places_immense_est_permis

use std::sync::Arc;
use tokio::sync::Semaphore;

async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> anyhow::Result<u64> {
    let places = Arc::new(Semaphore::new(limites.connexions_max.max(1)));
    let mut arret = pin!(arret);
    let mut clients = JoinSet::new();
    let mut total = 0;
    loop {
        let prochain = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, accepter(&ecoute).await)
        };
        tokio::select! {
            () = &mut arret => break,
            (place, flux) = prochain => {
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
