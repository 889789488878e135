// faute   : une seule variante, sous deux noms : la réponse est bonne quoi qu'il arrive
// compilateur : E0432
// message : unresolved import

use tokio::time::{Instant, sleep, timeout_at};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gagnant {
    Tortue,
}

#[allow(non_upper_case_globals)]
impl Gagnant {
    const Lievre: Gagnant = Gagnant::Tortue;
}

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    let mut tortue = pin!(tortue);
    tokio::select! { biased; _ = lievre => Gagnant::Lievre, _ = tortue.as_mut() => Gagnant::Tortue }
}

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    tokio::select! { biased; valeur = operation => Some(valeur), _ = sleep(limite) => None }
}

async fn compter_les_tics(periode: Duration, arret: oneshot::Receiver<()>) -> u32 {
    let depart = Instant::now();
    let _ = arret.await;
    (depart.elapsed().as_nanos() / periode.as_nanos()) as u32
}

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let mut travail = pin!(travail);
    let mut signaux = 1..;
    loop {
        if let Ok(valeur) = timeout(periode, &mut travail).await {
            return valeur;
        }
        signaux.next().into_iter().for_each(&mut signaler);
    }
}

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut lignes = flux.lines();
    let mut recues = Vec::new();
    let mut echeance = Instant::now() + periode;
    loop {
        match timeout_at(echeance, lignes.next_line()).await {
            Ok(Ok(Some(ligne))) => recues.push(ligne),
            Ok(issue) => return issue.map(|_| recues),
            Err(_) => {
                battement();
                echeance += periode;
            }
        }
    }
}
