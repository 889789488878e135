// faute   : l'UTF-8 est vérifié morceau par morceau
// étape   : 5
// message : l'UTF-8 se vérifie sur la ligne complète
// test    : etape5::un_caractere_coupe_en_deux_reste_entier
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
    mut flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut texte = String::new();
    loop {
        tokio::select! {
          morceau = flux.fill_buf() => {
            let morceau = morceau?; let n = morceau.len();
            if n == 0 { break; }
            texte.push_str(std::str::from_utf8(morceau).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?);
            flux.consume(n);
          }
          _ = horloge.tick() => battement(),
        }
    }
    Ok(texte.lines().map(str::to_owned).collect())
}

fn main() {}
