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

fn main() {}
