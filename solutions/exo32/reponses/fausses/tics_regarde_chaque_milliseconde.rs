// faute   : une boucle regarde toutes les millisecondes si l'arrêt est demandé
// étape   : 3
// message : trop tard
// test    : etape3::seules_les_periodes_entieres_comptent
// test    : etape3::l_arret_est_suivi_au_milieu_d_une_periode
// test    : etape3::l_arret_reveille_le_compteur_aussitot
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
    tokio::select! { () = tortue => Gagnant::Tortue, () = lievre => Gagnant::Lievre }
}

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    timeout(limite, operation).await.ok()
}

async fn compter_les_tics(periode: Duration, mut arret: oneshot::Receiver<()>) -> u32 {
    let depart = Instant::now();
    while let Err(oneshot::error::TryRecvError::Empty) = arret.try_recv() {
        sleep(Duration::from_millis(1)).await;
    }
    (depart.elapsed().as_millis() / periode.as_millis()) as u32
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
