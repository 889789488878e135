// faute   : un canal aussi grand que l'entrée : vide, il n'a aucune place
// message : un canal borné de Tokio a au moins une place
// test    : etape3::un_ensemble_vide_rend_un_ensemble_vide

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let (tx, mut rx) = tokio::sync::mpsc::channel(futures.len());
    let mut taches = tokio::task::JoinSet::new();
    let mut valeurs: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    for (rang, futur) in futures.into_iter().enumerate() {
        let tx = tx.clone();
        taches.spawn(async move {
            let _ = tx.send((rang, futur.await)).await;
        });
    }
    drop(tx);
    while let Some((rang, valeur)) = rx.recv().await {
        valeurs[rang] = Some(valeur);
    }
    while let Some(fin) = taches.join_next().await {
        fin.unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic()));
    }
    valeurs.into_iter().flatten().collect()
}
