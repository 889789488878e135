// faute   : `join!` ne sait joindre que deux futures à la fois : les paires se suivent
// message : tous démarrent tout de suite

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut valeurs = Vec::new();
    let mut reste = futures.into_iter();
    while let Some(a) = reste.next() {
        match reste.next() {
            Some(b) => {
                let (a, b) = tokio::join!(a, b);
                valeurs.extend([a, b]);
            }
            None => valeurs.push(a.await),
        }
    }
    valeurs
}
