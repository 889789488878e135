// faute   : une boucle regarde toutes les millisecondes si quelqu'un est arrivé
// étape   : 1
// message : trop tard
// test    : etape1::les_deux_coureurs_avancent_ensemble
// test    : etape1::l_arrivee_reveille_la_course_aussitot
use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt};
use tokio::sync::oneshot;
use tokio::time::{interval, sleep, timeout};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gagnant {
    Tortue,
    Lievre,
}

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    let (mut tortue, mut lievre) = (pin!(tortue), pin!(lievre));
    loop {
        let vu = poll_fn(|cx| {
            Poll::Ready(if tortue.as_mut().poll(cx).is_ready() {
                Some(Gagnant::Tortue)
            } else if lievre.as_mut().poll(cx).is_ready() {
                Some(Gagnant::Lievre)
            } else {
                None
            })
        })
        .await;
        if let Some(gagnant) = vu {
            return gagnant;
        }
        sleep(Duration::from_millis(1)).await;
    }
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
    loop {
        match timeout(periode, &mut travail).await {
            Ok(valeur) => return valeur,
            Err(_) => {
                numero += 1;
                signaler(numero);
            }
        }
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
