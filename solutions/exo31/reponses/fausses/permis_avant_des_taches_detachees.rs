// faute   : le permis est pris avant `spawn`, mais les tâches lancées restent détachées
// message : lâcher un `JoinHandle` détache sa tâche au lieu de l'arrêter : toutes celles qui courent
// test    : etape4::lacher_l_appel_arrete_tous_les_futures

use std::sync::Arc;
use tokio::sync::Semaphore;

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let places = Arc::new(Semaphore::new(limite.clamp(1, Semaphore::MAX_PERMITS)));
    let mut taches = Vec::new();
    for futur in futures {
        let place = Arc::clone(&places).acquire_owned().await.unwrap();
        taches.push(tokio::spawn(async move {
            let _place = place;
            futur.await
        }));
    }
    let mut valeurs = Vec::new();
    for tache in taches {
        valeurs.push(
            tache
                .await
                .unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())),
        );
    }
    valeurs
}
