// faute   : ramène la limite au nombre de futures après le `max(1)` : sans future, elle redevient 0
// message : la limite peut redevenir 0
// test    : etape4::un_ensemble_vide_rend_un_ensemble_vide

use tokio::task::JoinSet;

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let limite = limite.max(1).min(futures.len());
    let (places, mut libres) = tokio::sync::mpsc::channel(limite);
    let mut finis = Vec::new();
    let mut taches = JoinSet::new();
    for (rang, futur) in futures.into_iter().enumerate() {
        places.send(()).await.unwrap();
        taches.spawn(async move { (rang, futur.await) });
        if taches.len() == limite {
            let fin = taches.join_next().await.unwrap();
            finis.push(fin.unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())));
            libres.recv().await;
        }
    }
    while let Some(fin) = taches.join_next().await {
        finis.push(fin.unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())));
    }
    finis.sort_by_key(|(rang, _)| *rang);
    finis.into_iter().map(|(_, valeur)| valeur).collect()
}
