// faute   : une tâche compte, et personne ne l'arrête
// étape   : 3
// message : une tâche tourne encore
// test    : etape3::rien_ne_tourne_encore_apres_le_retour
use std::io;
use std::pin::pin;
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt};
use tokio::sync::oneshot;
use tokio::time::{interval, timeout};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gagnant {
    Tortue,
    Lievre,
}

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    tokio::select! { () = tortue => Gagnant::Tortue, () = lievre => Gagnant::Lievre }
}

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    timeout(limite, operation).await.ok()
}

async fn compter_les_tics(periode: Duration, arret: oneshot::Receiver<()>) -> u32 {
    let tics = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    let compteur = tics.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(periode).await;
            compteur.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        }
    });
    let _ = arret.await;
    tics.load(std::sync::atomic::Ordering::SeqCst)
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
