// faute   : `spawn(f).await` dans la boucle : une tâche à la fois
// message : `spawn(f).await` dans la boucle attend chacun avant

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut valeurs = Vec::new();
    for futur in futures {
        match tokio::spawn(futur).await {
            Ok(valeur) => valeurs.push(valeur),
            Err(erreur) => std::panic::resume_unwind(erreur.into_panic()),
        }
    }
    valeurs
}
