// faute   : `join!` avec un signaleur qui ne voit la fin qu'au tic suivant
// étape   : 4
// message : n'attends ni le tic suivant
// test    : etape4::la_valeur_est_rendue_des_qu_elle_est_prete
// test    : etape4::un_travail_pret_tout_de_suite_ne_donne_aucun_signal
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
    let fini = std::cell::Cell::new(false);
    let fini = &fini;
    let (valeur, ()) = tokio::join!(
        async move {
            let valeur = travail.await;
            fini.set(true);
            valeur
        },
        async move {
            let mut numero = 0;
            loop {
                sleep(periode).await;
                if fini.get() {
                    return;
                }
                numero += 1;
                signaler(numero);
            }
        },
    );
    valeur
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
