// faute   : un seul sémaphore pour tous les appels de la même limite
// message : rien n'est commun à deux appels
// test    : etape4::deux_appels_en_meme_temps_ont_chacun_leurs_places
// test    : etape4::un_appel_peut_en_attendre_un_autre

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

static PLACES: LazyLock<Mutex<HashMap<usize, Arc<Semaphore>>>> = LazyLock::new(Mutex::default);

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let limite = limite.clamp(1, Semaphore::MAX_PERMITS);
    let places = PLACES
        .lock()
        .unwrap()
        .entry(limite)
        .or_insert_with(|| Arc::new(Semaphore::new(limite)))
        .clone();
    let mut taches = JoinSet::new();
    for (rang, futur) in futures.into_iter().enumerate() {
        let places = places.clone();
        taches.spawn(async move {
            let _place = places.acquire().await.unwrap();
            (rang, futur.await)
        });
    }
    let mut finis = Vec::new();
    while let Some(fin) = taches.join_next().await {
        finis.push(fin.unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())));
    }
    finis.sort_by_key(|(rang, _)| *rang);
    finis.into_iter().map(|(_, valeur)| valeur).collect()
}
