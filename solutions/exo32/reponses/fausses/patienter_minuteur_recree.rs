// faute   : un minuteur neuf à chaque réveil du travail
// étape   : 4
// message : repart-il de zéro à chaque réveil
// test    : etape4::les_reveils_du_travail_ne_repoussent_pas_les_signaux
use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt};
use tokio::sync::oneshot;
use tokio::time::{Instant, interval, sleep, timeout};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gagnant {
    Tortue,
    Lievre,
}

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    tokio::select! { () = tortue => Gagnant::Tortue, () = lievre => Gagnant::Lievre }
}

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    timeout(limite, operation).await.ok()
}

async fn compter_les_tics(periode: Duration, mut arret: oneshot::Receiver<()>) -> u32 {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut tics = 0;
    loop {
        tokio::select! { _ = &mut arret => return tics, _ = horloge.tick() => tics += 1, }
    }
}

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let mut travail = pin!(travail);
    let mut numero = 0;
    let mut minuteur = Box::pin(sleep(periode));
    poll_fn(|cx| {
        if let Poll::Ready(valeur) = travail.as_mut().poll(cx) {
            return Poll::Ready(valeur);
        }
        if Instant::now() >= minuteur.deadline() {
            numero += 1;
            signaler(numero);
        }
        minuteur.set(sleep(periode));
        let _ = minuteur.as_mut().poll(cx);
        Poll::Pending
    })
    .await
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
