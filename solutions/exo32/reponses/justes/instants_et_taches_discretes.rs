// Une limite en `Option<Instant>`, et des tâches qui finissent d'elles-mêmes au tic qui suit le retour.
use std::io;
use std::pin::pin;
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt};
use tokio::sync::oneshot;
use tokio::time::{Instant, interval, timeout_at};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gagnant {
    Tortue,
    Lievre,
}

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    tokio::select! { () = tortue => Gagnant::Tortue, () = lievre => Gagnant::Lievre }
}

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    let fin: Option<Instant> = Instant::now().checked_add(limite);
    match fin {
        Some(fin) => timeout_at(fin, operation).await.ok(),
        None => Some(operation.await),
    }
}

async fn compter_les_tics(periode: Duration, arret: oneshot::Receiver<()>) -> u32 {
    let (tx, mut rx) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut horloge = interval(periode);
        horloge.tick().await;
        loop {
            horloge.tick().await;
            if tx.send(()).is_err() {
                return;
            }
        }
    });
    let mut tics = 0;
    tokio::select! {
        biased;
        _ = arret => {}
        () = async { while rx.recv().await.is_some() { tics += 1 } } => {}
    }
    tics
}

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let (tx, mut rx) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        let mut numero = 0;
        let debut = Instant::now();
        loop {
            numero += 1;
            tokio::time::sleep_until(debut + numero * periode).await;
            if tx.send(numero).await.is_err() {
                return;
            }
        }
    });
    let mut travail = pin!(travail);
    loop {
        tokio::select! { valeur = &mut travail => return valeur, Some(numero) = rx.recv() => signaler(numero) }
    }
}

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut lignes = flux.lines();
    let mut recues = Vec::new();
    loop {
        tokio::select! { ligne = lignes.next_line() => match ligne? { Some(ligne) => recues.push(ligne), None => return Ok(recues) }, _ = horloge.tick() => battement(), }
    }
}

fn main() {}
