// Les places de tous les appels sont dans une table commune, mais chaque appel y a les siennes, sous son numéro.
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

static NUMERO: AtomicUsize = AtomicUsize::new(0);
static PLACES: LazyLock<Mutex<HashMap<usize, Arc<Semaphore>>>> = LazyLock::new(Mutex::default);

/// Les places d'un appel, retirées de la table à sa fin.
struct Places(usize, Arc<Semaphore>);

impl Places {
    fn reserver(nombre: usize) -> Self {
        let numero = NUMERO.fetch_add(1, Ordering::Relaxed);
        let places = Arc::new(Semaphore::new(nombre));
        let mut table = PLACES
            .lock()
            .expect("aucune panique n'a lieu sous ce verrou");
        table.insert(numero, Arc::clone(&places));
        Places(numero, places)
    }
}

impl Drop for Places {
    fn drop(&mut self) {
        let table = PLACES.lock();
        table
            .expect("aucune panique n'a lieu sous ce verrou")
            .remove(&self.0);
    }
}

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let ensemble = async { tokio::join!(a, b) };
    ensemble.await
}

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    let ensemble = async { tokio::try_join!(a, b) };
    ensemble.await
}

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let nombre = futures.len();
    attendre_avec_limite(futures, nombre).await
}

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let places = Places::reserver(limite.clamp(1, Semaphore::MAX_PERMITS));
    let mut taches = JoinSet::new();
    let mut valeurs: Vec<Option<T>> = Vec::new();
    for (rang, futur) in futures.into_iter().enumerate() {
        valeurs.push(None);
        let places = Arc::clone(&places.1);
        taches.spawn(async move {
            let _place = places.acquire().await.expect("jamais fermé");
            (rang, futur.await)
        });
    }
    while let Some(fin) = taches.join_next().await {
        match fin {
            Ok((rang, valeur)) => valeurs[rang] = Some(valeur),
            Err(erreur) => std::panic::resume_unwind(erreur.into_panic()),
        }
    }
    valeurs.into_iter().flatten().collect()
}

fn main() {}
