// faute   : attend les futures l'un après l'autre, sans rien démarrer
// message : ils ont été attendus l'un après l'autre
// message : le premier ne peut rien recevoir d'un autre qui n'a pas commencé

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut valeurs = Vec::new();
    for futur in futures {
        valeurs.push(futur.await);
    }
    valeurs
}
