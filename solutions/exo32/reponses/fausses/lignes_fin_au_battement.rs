// faute   : la fin n'est rendue qu'au battement suivant
// étape   : 5
// message : n'attend pas le battement suivant
// test    : etape5::la_fin_du_flux_reveille_la_lecture_aussitot
use std::io;
use std::pin::pin;
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt};
use tokio::sync::oneshot;
use tokio::time::{interval, sleep, timeout};

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

async fn compter_les_tics(periode: Duration, mut arret: oneshot::Receiver<()>) -> u32 {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut tics = 0;
    loop {
        tokio::select! { _ = &mut arret => return tics, _ = horloge.tick() => tics += 1, }
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
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let fini = std::cell::Cell::new(false);
    let fini = &fini;
    let (lignes, ()) = tokio::join!(
        async {
            let mut lignes = flux.lines();
            let mut recues = Vec::new();
            let issue = loop {
                match lignes.next_line().await {
                    Ok(Some(l)) => recues.push(l),
                    Ok(None) => break Ok(recues),
                    Err(e) => break Err(e),
                }
            };
            fini.set(true);
            issue
        },
        async move {
            loop {
                sleep(periode).await;
                if fini.get() {
                    return;
                }
                battement();
            }
        },
    );
    lignes
}

fn main() {}
