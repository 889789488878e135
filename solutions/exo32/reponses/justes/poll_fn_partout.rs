// Sans aucun `select!` : chaque attente est interrogée à la main.
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;
use tokio::io::AsyncBufRead;
use tokio::sync::oneshot;
use tokio::time::sleep;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gagnant {
    Tortue,
    Lievre,
}

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    let (mut tortue, mut lievre) = (Box::pin(tortue), Box::pin(lievre));
    poll_fn(|cx| {
        let l = lievre.as_mut().poll(cx);
        if tortue.as_mut().poll(cx).is_ready() {
            Poll::Ready(Gagnant::Tortue)
        } else {
            l.map(|()| Gagnant::Lievre)
        }
    })
    .await
}

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    let (mut operation, mut minuteur) = (pin!(operation), pin!(sleep(limite)));
    poll_fn(|cx| {
        let passee = minuteur.as_mut().poll(cx).is_ready();
        match operation.as_mut().poll(cx) {
            Poll::Ready(valeur) => Poll::Ready(Some(valeur)),
            Poll::Pending if passee => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

async fn compter_les_tics(periode: Duration, mut arret: oneshot::Receiver<()>) -> u32 {
    let mut minuteur = pin!(sleep(periode));
    let mut tics = 0;
    poll_fn(|cx| {
        loop {
            if Pin::new(&mut arret).poll(cx).is_ready() {
                return Poll::Ready(tics);
            }
            if minuteur.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            tics += 1;
            let suivant = minuteur.deadline() + periode;
            minuteur.as_mut().reset(suivant);
        }
    })
    .await
}

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let mut travail = pin!(travail);
    let mut minuteur = pin!(sleep(periode));
    let mut numero = 0;
    poll_fn(|cx| {
        loop {
            if let Poll::Ready(valeur) = travail.as_mut().poll(cx) {
                return Poll::Ready(valeur);
            }
            if minuteur.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            numero += 1;
            signaler(numero);
            let suivant = minuteur.deadline() + periode;
            minuteur.as_mut().reset(suivant);
        }
    })
    .await
}

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    mut flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut minuteur = pin!(sleep(periode));
    let mut recu: Vec<u8> = Vec::new();
    let fin = poll_fn(|cx| {
        loop {
            while minuteur.as_mut().poll(cx).is_ready() {
                battement();
                let suivant = minuteur.deadline() + periode;
                minuteur.as_mut().reset(suivant);
            }
            let n = match Pin::new(&mut flux).poll_fill_buf(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Err(erreur)) => return Poll::Ready(Err(erreur)),
                Poll::Ready(Ok(octets)) => {
                    recu.extend_from_slice(octets);
                    octets.len()
                }
            };
            if n == 0 {
                return Poll::Ready(Ok(()));
            }
            Pin::new(&mut flux).consume(n);
        }
    })
    .await;
    fin?;
    let mut recues = Vec::new();
    for ligne in recu.split_inclusive(|octet| *octet == b'\n') {
        let ligne = match ligne {
            [debut @ .., b'\r', b'\n'] | [debut @ .., b'\n'] => debut,
            reste => reste,
        };
        recues.push(
            std::str::from_utf8(ligne)
                .map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?
                .to_owned(),
        );
    }
    Ok(recues)
}

type Operation = Pin<Box<dyn Future<Output = u32>>>;

async fn eprouver_le_delai<C>(candidat: C) -> Result<(), String>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    const LIMITE: u64 = 30;
    for essai in 0..=(32 * LIMITE as u32) {
        let fin = u64::from(essai) % (LIMITE + 3);
        let journal = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
        let plume = Plume(journal.clone());
        let mut sommeil = Box::pin(sleep(Duration::from_millis(fin)));
        let operation = poll_fn(move |cx| {
            if plume.0.borrow().contains(&"prête") {
                plume.0.borrow_mut().push("relue");
                return Poll::Ready(essai);
            }
            let etat = sommeil.as_mut().poll(cx);
            if etat.is_ready() {
                plume.0.borrow_mut().push("prête");
            }
            etat.map(|()| essai)
        });
        let depart = tokio::time::Instant::now();
        let mut butoir = pin!(sleep(Duration::from_millis(10 * LIMITE)));
        let limite = Duration::from_millis(LIMITE);
        let mut appel = pin!(candidat(limite, Box::pin(operation)));
        let issue = poll_fn(|cx| match appel.as_mut().poll(cx) {
            Poll::Ready(issue) => Poll::Ready(Ok(issue)),
            Poll::Pending => butoir.as_mut().poll(cx).map(Err),
        })
        .await;
        let passe = depart.elapsed().as_millis() as u64;
        let vu = (issue, passe, journal.borrow().clone());
        // L'opération qui a fini se détruit quand on veut : seule compte celle qui est abandonnée.
        let juste = match &vu {
            (Ok(Some(valeur)), passe, journal) => {
                *valeur == essai && fin <= LIMITE && *passe == fin && !journal.contains(&"relue")
            }
            (Ok(None), passe, journal) => {
                fin > LIMITE && *passe == LIMITE && *journal == ["détruite"]
            }
            (Err(()), ..) => false,
        };
        if !juste {
            return Err(format!(
                "limite de {LIMITE} ms, opération de {fin} ms : {vu:?}"
            ));
        }
    }
    Ok(())
}

struct Plume(std::rc::Rc<std::cell::RefCell<Vec<&'static str>>>);

impl Drop for Plume {
    fn drop(&mut self) {
        self.0.borrow_mut().push("détruite");
    }
}

fn main() {}
