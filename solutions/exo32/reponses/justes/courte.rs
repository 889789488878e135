// Au plus court : `timeout` partout où l'on attend avec une limite, l'arithmétique pour les tics.
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

type Operation = std::pin::Pin<Box<dyn Future<Output = u32>>>;

async fn eprouver_le_delai<C>(candidat: C) -> Result<(), String>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    let limite = Duration::from_millis(8);
    let mut essais: Vec<_> = (0..400_u32).map(|n| (n % 16, n)).collect();
    essais.push((100_000, 1));
    for (fin, valeur) in essais {
        let (vie, relue) = (
            std::rc::Rc::new(()),
            std::rc::Rc::new(std::cell::Cell::new(false)),
        );
        let (sa_vie, note) = (vie.clone(), relue.clone());
        let mut sommeil = Some(Box::pin(sleep(Duration::from_millis(fin.into()))));
        let operation = std::future::poll_fn(move |cx| {
            let _ = &sa_vie;
            let Some(endormie) = sommeil.as_mut() else {
                note.set(true);
                return std::task::Poll::Ready(valeur);
            };
            std::task::ready!(endormie.as_mut().poll(cx));
            sommeil = None;
            std::task::Poll::Ready(valeur)
        });
        let depart = Instant::now();
        let issue = timeout(10 * limite, candidat(limite, Box::pin(operation))).await;
        let juste = issue == Ok((fin <= 8).then_some(valeur))
            && depart.elapsed().as_millis() == u128::from(fin.min(8))
            && !relue.get()
            && (fin <= 8 || std::rc::Rc::strong_count(&vie) == 1);
        if !juste {
            return Err(format!(
                "opération de {fin} ms : {issue:?} à {:?}",
                depart.elapsed()
            ));
        }
    }
    Ok(())
}

fn main() {}
