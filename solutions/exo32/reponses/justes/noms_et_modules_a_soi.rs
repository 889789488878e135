// Des noms, des macros et des modules que les tests emploient aussi.
use std::io;
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt};
use tokio::sync::oneshot;
use tokio::time::{interval, sleep, timeout};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gagnant {
    Tortue,
    Lievre,
}

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;
use std::prelude::v1::Ok;
use tokio::select;

macro_rules! exiger {
    () => {};
}
macro_rules! exiger_egal {
    () => {};
}
macro_rules! echec {
    () => {};
}
macro_rules! ready {
    () => {};
}
struct Some2;
struct Flux;
struct Panne;
struct Boite;
fn ms(n: u64) -> u64 {
    n
}
fn dans() {}
fn sobre() {}
fn mesurer() {}
fn lire() {}
fn signaux() {}
#[allow(unused_macros)]
macro_rules! assert_eq {
    () => {};
}
#[allow(unused_macros)]
macro_rules! format {
    () => {};
}
mod outils {
    use super::*;
    pub(crate) struct Course<A, B>(pub(crate) Option<A>, pub(crate) Option<B>);
    impl<A: Future<Output = ()>, B: Future<Output = ()>> Course<A, B> {
        pub(crate) async fn courir(mut self) -> Gagnant {
            let (Some(a), Some(b)) = (self.0.take(), self.1.take()) else {
                unreachable!()
            };
            crate::select! { () = a => Gagnant::Tortue, () = b => Gagnant::Lievre }
        }
    }
}
#[cfg(test)]
mod tests {
    #[test]
    fn mon_essai() {
        std::assert_eq!(super::ms(2), 2);
    }
}

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    crate::outils::Course(Some(tortue), Some(lievre))
        .courir()
        .await
}

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    let issue: Result<T> = timeout(limite, operation).await.map_err(Into::into);
    issue.ok()
}

async fn compter_les_tics(periode: Duration, mut arret: oneshot::Receiver<()>) -> u32 {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut tics = ms(0) as u32;
    loop {
        select! { biased; _ = horloge.tick() => tics += 1, _ = &mut arret => break tics }
    }
}

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let mut travail = std::pin::pin!(travail);
    let mut numero = 0;
    loop {
        let minuteur = sleep(periode);
        select! { valeur = &mut travail => break valeur, () = minuteur => { numero += 1; signaler(numero) } }
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
        let ligne = select! { ligne = lignes.next_line() => ligne?, _ = horloge.tick() => { battement(); continue; } };
        let Some(ligne) = ligne else { break Ok(recues) };
        recues.push(ligne);
    }
}

type Operation = std::pin::Pin<Box<dyn Future<Output = u32>>>;

async fn eprouver_le_delai<C>(candidat: C) -> std::result::Result<(), String>
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
            let depart = tokio::time::Instant::now();
            let issue = timeout(limite * 10, candidat(limite, Box::pin(operation))).await;
            let Ok(issue) = issue else {
                return Err(std::format!("{fin:?} : le candidat attend toujours"));
            };
            let (duree, prevue) = (depart.elapsed(), fin.min(limite));
            if issue != (fin <= limite).then_some(valeur) {
                return Err(std::format!("{fin:?} : {issue:?}"));
            }
            if duree != prevue {
                return Err(std::format!("{fin:?} : {duree:?} au lieu de {prevue:?}"));
            }
            if temoin.relue.get() {
                return Err(std::format!("{fin:?} : interrogée après sa fin"));
            }
            if issue.is_none() && !temoin.detruite.get() {
                return Err(std::format!("{fin:?} : abandonnée sans être détruite"));
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
