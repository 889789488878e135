// faute   : les places prises sont comptées dans un `static`, commun à tous les serveurs
// étape   : 6
// message : chaque serveur a son total et ses places
// test    : etape6::places::deux_serveurs_ont_chacun_leur_total_et_leurs_places

use std::sync::atomic::{AtomicUsize, Ordering};

static PRISES: AtomicUsize = AtomicUsize::new(0);

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
            flux = accepter(&ecoute), if PRISES.load(Ordering::SeqCst) < places => {
                PRISES.fetch_add(1, Ordering::SeqCst);
                let service = traiter(flux, limites.clone());
                clients.spawn(async move {
                    let issue = service.await;
                    PRISES.fetch_sub(1, Ordering::SeqCst);
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
