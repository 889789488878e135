// faute   : une tâche bat encore une fois le flux fini
// étape   : 5
// message : elle bat encore alors que l'appel est fini
// test    : etape5::rien_ne_tourne_encore_apres_le_retour
use std::io;
use std::pin::pin;
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep, timeout, timeout_at};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gagnant {
    Tortue,
    Lievre,
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
    let battre = std::sync::Arc::new(tokio::sync::Notify::new());
    let horloge = battre.clone();
    tokio::spawn(async move {
        loop {
            sleep(periode).await;
            horloge.notify_one();
        }
    });
    loop {
        tokio::select! {
            _ = battre.notified() => battement(),
            ligne = lignes.next_line() => match ligne? {
                Some(ligne) => recues.push(ligne),
                None => return Ok(recues),
            },
        }
    }
}

fn main() {}
