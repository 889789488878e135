// faute   : relance le texte de la panique, pas sa charge
// message : la panique arrive avec sa charge d'origine

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let taches: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    let mut valeurs = Vec::new();
    for tache in taches {
        match tache.await {
            Ok(valeur) => valeurs.push(valeur),
            Err(erreur) => panic!("{erreur}"),
        }
    }
    valeurs
}
