// faute   : le total est dans un `static`, commun à tous les serveurs
// étape   : 6
// message : chaque serveur a son total et ses places
// test    : etape6::places::deux_serveurs_ont_chacun_leur_total_et_leurs_places

use std::sync::atomic::{AtomicU64, Ordering};

static TOTAL: AtomicU64 = AtomicU64::new(0);

async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> anyhow::Result<u64> {
    TOTAL.store(0, Ordering::SeqCst);
    let places = limites.connexions_max.max(1);
    let mut arret = pin!(arret);
    let mut clients = JoinSet::new();
    loop {
        tokio::select! {
            () = &mut arret => break,
            Some(issue) = clients.join_next() => noter(issue),
            flux = accepter(&ecoute), if clients.len() < places => {
                clients.spawn(traiter(flux, limites.clone()));
            }
        }
    }
    drop(ecoute);
    while let Some(issue) = clients.join_next().await {
        noter(issue);
    }
    Ok(TOTAL.load(Ordering::SeqCst))
}

fn noter(issue: Result<io::Result<bool>, tokio::task::JoinError>) {
    if matches!(issue, Ok(Ok(true))) {
        TOTAL.fetch_add(1, Ordering::SeqCst);
    }
}
