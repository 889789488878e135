// Des tâches à part pour le temps, des canaux pour l'apprendre ; la lecture est un seul future épinglé.
use std::io;
use std::pin::pin;
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt};
use tokio::sync::oneshot;
use tokio::time::{interval, sleep};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gagnant {
    Tortue,
    Lievre,
}

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    let (tx, mut rx) = tokio::sync::mpsc::channel(2);
    let autre = tx.clone();
    let mut tous_deux = pin!(async {
        tokio::join!(
            async move {
                tortue.await;
                let _ = tx.try_send(Gagnant::Tortue);
            },
            async move {
                lievre.await;
                let _ = autre.try_send(Gagnant::Lievre);
            }
        )
    });
    tokio::select! { Some(gagnant) = rx.recv() => gagnant, _ = &mut tous_deux => rx.recv().await.expect("deux arrivées") }
}

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    let (tx, rx) = oneshot::channel::<()>();
    let reveil = tokio::spawn(async move {
        sleep(limite).await;
        drop(tx);
    });
    let issue = tokio::select! { biased; valeur = operation => Some(valeur), _ = rx => None };
    reveil.abort();
    issue
}

async fn compter_les_tics(periode: Duration, arret: oneshot::Receiver<()>) -> u32 {
    let tics = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    let compteur = tics.clone();
    let tache = tokio::spawn(async move {
        loop {
            sleep(periode).await;
            compteur.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        }
    });
    let _ = arret.await;
    tache.abort();
    let _ = tache.await;
    tics.load(std::sync::atomic::Ordering::SeqCst)
}

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let (tx, mut rx) = tokio::sync::mpsc::unbounded_channel();
    let tache = tokio::spawn(async move {
        let mut horloge = interval(periode);
        horloge.tick().await;
        for numero in 1.. {
            horloge.tick().await;
            if tx.send(numero).is_err() {
                return;
            }
        }
    });
    let mut travail = pin!(travail);
    let valeur = loop {
        tokio::select! { valeur = &mut travail => break valeur, Some(numero) = rx.recv() => signaler(numero) }
    };
    tache.abort();
    valeur
}

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    mut flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let lecture = async move {
        let mut recues = Vec::new();
        let mut ligne = String::new();
        while flux.read_line(&mut ligne).await? > 0 {
            let texte = ligne.strip_suffix('\n').map_or(ligne.as_str(), |texte| {
                texte.strip_suffix('\r').unwrap_or(texte)
            });
            recues.push(texte.to_owned());
            ligne.clear();
        }
        io::Result::Ok(recues)
    };
    patienter(lecture, periode, |_| battement()).await
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
            let depart = tokio::time::Instant::now();
            let issue =
                tokio::time::timeout(limite * 10, candidat(limite, Box::pin(operation))).await;
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
