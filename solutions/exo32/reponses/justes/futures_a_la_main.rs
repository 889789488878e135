// Des fonctions ordinaires qui rendent des futures écrits à la main.
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt};
use tokio::sync::oneshot;
use tokio::time::{Instant, interval_at, sleep, timeout};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gagnant {
    Tortue,
    Lievre,
}

struct Course<A, B> {
    tortue: Pin<Box<A>>,
    lievre: Pin<Box<B>>,
}
impl<A: Future<Output = ()>, B: Future<Output = ()>> Future for Course<A, B> {
    type Output = Gagnant;
    fn poll(mut self: Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> Poll<Gagnant> {
        if self.tortue.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Gagnant::Tortue);
        }
        self.lievre.as_mut().poll(cx).map(|()| Gagnant::Lievre)
    }
}

fn course(
    tortue: impl Future<Output = ()>,
    lievre: impl Future<Output = ()>,
) -> impl Future<Output = Gagnant> {
    Course {
        tortue: Box::pin(tortue),
        lievre: Box::pin(lievre),
    }
}

fn avec_delai<T>(
    limite: Duration,
    operation: impl Future<Output = T>,
) -> impl Future<Output = Option<T>> {
    async move {
        let mut operation = std::pin::pin!(operation);
        if let Ok(valeur) = timeout(limite, operation.as_mut()).await {
            return Some(valeur);
        }
        poll_fn(|cx| {
            Poll::Ready(match operation.as_mut().poll(cx) {
                Poll::Ready(valeur) => Some(valeur),
                Poll::Pending => None,
            })
        })
        .await
    }
}

async fn compter_les_tics(periode: Duration, mut arret: oneshot::Receiver<()>) -> u32 {
    let mut tics = 0;
    loop {
        let tour = async {
            sleep(periode).await;
        };
        match course(
            async {
                let _ = (&mut arret).await;
            },
            tour,
        )
        .await
        {
            Gagnant::Tortue => return tics,
            Gagnant::Lievre => tics += 1,
        }
    }
}

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let mut travail = Box::pin(travail);
    let mut minuteur = Box::pin(sleep(periode));
    let mut numero = 0u32;
    loop {
        tokio::select! {
          biased;
          () = &mut minuteur => { numero += 1; signaler(numero); minuteur.as_mut().reset(Instant::now() + periode); }
          valeur = &mut travail => break valeur,
        }
    }
}

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    mut flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut horloge = interval_at(Instant::now() + periode, periode);
    horloge.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut recues = Vec::new();
    let mut ligne = Vec::new();
    loop {
        tokio::select! {
          biased;
          _ = horloge.tick() => battement(),
          lus = flux.read_until(b'\n', &mut ligne) => {
            lus?;
            let mut octets = std::mem::take(&mut ligne);
            if octets.is_empty() { return Ok(recues); }
            if octets.ends_with(b"\n") { octets.pop(); if octets.ends_with(b"\r") { octets.pop(); } }
            recues.push(String::from_utf8(octets).map_err(|erreur| io::Error::new(io::ErrorKind::InvalidData, erreur.utf8_error()))?);
          }
        }
    }
}

fn main() {}
