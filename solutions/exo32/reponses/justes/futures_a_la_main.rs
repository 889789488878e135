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

type Operation = Pin<Box<dyn Future<Output = u32>>>;

/// Prête à la n-ième milliseconde ; elle rend compte par des canaux, et de sa destruction par leur fermeture.
struct Chronique {
    sommeil: Option<Pin<Box<dyn Future<Output = ()>>>>,
    valeur: u32,
    relectures: tokio::sync::mpsc::UnboundedSender<()>,
}

impl Future for Chronique {
    type Output = u32;
    fn poll(mut self: Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> Poll<u32> {
        match self.sommeil.take() {
            None => {
                let _ = self.relectures.send(());
                Poll::Pending
            }
            Some(mut sommeil) => {
                let etat = sommeil.as_mut().poll(cx);
                if etat.is_pending() {
                    self.sommeil = Some(sommeil);
                }
                etat.map(|()| self.valeur)
            }
        }
    }
}

async fn un_essai<C>(candidat: &C, fin: u64, valeur: u32) -> Result<(), String>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    let (relectures, mut constats) = tokio::sync::mpsc::unbounded_channel();
    let limite = Duration::from_secs(2);
    let operation = Chronique {
        sommeil: Some(Box::pin(sleep(Duration::from_millis(fin)))),
        valeur,
        relectures,
    };
    let depart = Instant::now();
    let issue = tokio::select! {
        issue = candidat(limite, Box::pin(operation)) => issue,
        () = sleep(Duration::from_secs(20)) => return Err("ne finit pas".to_string()),
    };
    let passe = depart.elapsed();
    let attendu = if fin <= 2000 {
        (Some(valeur), Duration::from_millis(fin))
    } else {
        (None, limite)
    };
    if (issue, passe) != attendu {
        return Err(format!(
            "{issue:?} au bout de {passe:?}, au lieu de {attendu:?}"
        ));
    }
    match constats.try_recv() {
        Ok(()) => Err("interrogée de nouveau".to_string()),
        Err(tokio::sync::mpsc::error::TryRecvError::Empty) if issue.is_none() => {
            Err("gardée".to_string())
        }
        Err(_) => Ok(()),
    }
}

async fn eprouver_le_delai<C>(candidat: C) -> Result<(), String>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    for valeur in 3..53 {
        for fin in [1, 1500, 1999, 2000, 2001, 3_600_000] {
            un_essai(&candidat, fin, valeur).await?;
        }
    }
    Ok(())
}

fn main() {}
