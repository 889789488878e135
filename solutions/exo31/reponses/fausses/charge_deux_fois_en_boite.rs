// faute   : la charge de la panique est mise dans une seconde boîte
// message : une boîte dans une boîte

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let taches: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    let mut valeurs = Vec::new();
    for tache in taches {
        valeurs.push(
            tache
                .await
                .unwrap_or_else(|erreur| std::panic::resume_unwind(Box::new(erreur.into_panic()))),
        );
    }
    valeurs
}
