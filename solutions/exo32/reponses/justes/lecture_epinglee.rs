// Une lecture entière, épinglée, que les battements n'annulent jamais.

use std::io;
use std::pin::pin;
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
    tokio::select! {
        () = tortue => Gagnant::Tortue,
        () = lievre => Gagnant::Lievre
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
        tokio::select! {
            _ = &mut arret => return tics,
            _ = horloge.tick() => tics += 1,
        }
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
    mut flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut lecture = pin!(async {
        let mut lignes = Vec::new();
        loop {
            let mut ligne = String::new();
            if flux.read_line(&mut ligne).await? == 0 {
                return Ok(lignes);
            }
            if ligne.ends_with('\n') {
                ligne.pop();
                if ligne.ends_with('\r') {
                    ligne.pop();
                }
            }
            lignes.push(ligne);
        }
    });
    let mut prochain = Instant::now() + periode;
    loop {
        match tokio::time::timeout_at(prochain, &mut lecture).await {
            Ok(lignes) => return lignes,
            Err(_) => battement(),
        }
        prochain += periode;
    }
}

type Operation = std::pin::Pin<Box<dyn Future<Output = u32>>>;

async fn eprouver_le_delai<C>(candidat: C) -> Result<(), String>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    let limite = Duration::from_millis(100);
    for valeur in 0..64 {
        for fin in [0, 40, 99, 100, 101, 100_000] {
            let fin = Duration::from_millis(fin);
            let temoin = std::rc::Rc::new(Temoin::default());
            let operation = Surveillee {
                travail: Some(Box::pin(async move {
                    sleep(fin).await;
                    valeur
                })),
                temoin: temoin.clone(),
            };
            let depart = Instant::now();
            let issue = timeout(limite * 10, candidat(limite, Box::pin(operation))).await;
            let Ok(issue) = issue else {
                return Err(format!("{fin:?} : le candidat attend toujours"));
            };
            let (duree, prevue) = (depart.elapsed(), fin.min(limite));
            if issue != (fin <= limite).then_some(valeur) {
                return Err(format!("{fin:?} : {issue:?}"));
            }
            if duree != prevue {
                return Err(format!("{fin:?} : {duree:?} au lieu de {prevue:?}"));
            }
            if temoin.relue.get() {
                return Err(format!("{fin:?} : interrogée après sa fin"));
            }
            if issue.is_none() && !temoin.detruite.get() {
                return Err(format!("{fin:?} : abandonnée sans être détruite"));
            }
        }
    }
    Ok(())
}

#[derive(Default)]
struct Temoin {
    relue: std::cell::Cell<bool>,
    detruite: std::cell::Cell<bool>,
}

struct Surveillee {
    travail: Option<Operation>,
    temoin: std::rc::Rc<Temoin>,
}

impl Future for Surveillee {
    type Output = u32;

    fn poll(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<u32> {
        let Some(travail) = &mut self.travail else {
            self.temoin.relue.set(true);
            return std::task::Poll::Pending;
        };
        let etat = travail.as_mut().poll(cx);
        if etat.is_ready() {
            self.travail = None;
        }
        etat
    }
}

impl Drop for Surveillee {
    fn drop(&mut self) {
        self.temoin.detruite.set(true);
    }
}

fn main() {}
