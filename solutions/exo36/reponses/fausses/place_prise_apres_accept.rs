// faute   : la place est prise par la tâche, une fois le client accepté
// message : une place d'abord, un client ensuite
// test    : etape6::penurie::un_client_qui_attend_ne_coute_rien_au_serveur

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
        tokio::select! {
            () = &mut arret => break,
            Some(issue) = clients.join_next() => total += u64::from(matches!(issue, Ok(Ok(true)))),
            flux = accepter(&ecoute) => {
                let service = traiter(flux, limites.clone());
                let places = Arc::clone(&places);
                clients.spawn(async move {
                    let _place = places.acquire().await;
                    service.await
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
