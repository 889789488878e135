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

/// Toutes les épreuves en même temps, chacune avec son opération ; les reproches se lisent à la fin.
type Operation = std::pin::Pin<Box<dyn Future<Output = u32>>>;

async fn eprouver_le_delai<C>(candidat: C) -> Result<(), String>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    use std::collections::BTreeSet;
    use std::sync::{Arc, Mutex};
    let reproches = Arc::new(Mutex::new(BTreeSet::new()));
    for rang in 0..40_u32 {
        let limite = Duration::from_millis(u64::from(1 + rang));
        for fin in [
            limite / 2,
            limite,
            limite + Duration::from_millis(1),
            limite * 50,
        ] {
            let vivante = Arc::new(());
            let souffle = Arc::downgrade(&vivante);
            let mut etat = Some(Box::pin(tokio::time::sleep(fin)));
            let (note, valeur) = (reproches.clone(), rang.wrapping_mul(77));
            let operation: Operation = Box::pin(std::future::poll_fn(move |cx| {
                let _vivante = &vivante;
                match &mut etat {
                    None => {
                        note.lock().unwrap().insert("relue");
                        std::task::Poll::Pending
                    }
                    Some(sommeil) => {
                        std::task::ready!(sommeil.as_mut().poll(cx));
                        etat = None;
                        std::task::Poll::Ready(valeur)
                    }
                }
            }));
            let depart = Instant::now();
            let butoir = depart + limite * 40;
            let reproche = match timeout_at(butoir, candidat(limite, operation)).await {
                Err(_) => Some("ne finit pas"),
                Ok(None) if fin <= limite => Some("renonce"),
                Ok(Some(_)) if fin > limite => Some("ne renonce pas"),
                Ok(Some(autre)) if autre != valeur => Some("rend autre chose"),
                Ok(None) if souffle.strong_count() > 0 => Some("garde l'opération"),
                // Tokio compte en millisecondes entières, par excès.
                Ok(_)
                    if depart.elapsed().as_millis()
                        != fin.min(limite).as_micros().div_ceil(1000) =>
                {
                    Some("n'est pas à l'heure")
                }
                Ok(_) => None,
            };
            reproches.lock().unwrap().extend(reproche);
        }
    }
    let reproches = reproches.lock().unwrap();
    if reproches.is_empty() {
        return Ok(());
    }
    Err(reproches.iter().copied().collect::<Vec<_>>().join(", "))
}

fn main() {}
