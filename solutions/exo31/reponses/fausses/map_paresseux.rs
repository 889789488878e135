// faute   : un `map` n'est parcouru qu'au fil des `await` : il ne démarre rien d'avance
// message : un `map` ne démarre rien avant d'être parcouru

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let taches = futures.into_iter().map(tokio::spawn);
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
