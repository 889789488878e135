// faute   : `unwrap` sur l'erreur d'une tâche qui a paniqué
// message : `unwrap`, `expect` ou `panic!` déclenchent une nouvelle panique
// test    : etape3::la_panique_d_un_future_arrive_intacte

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let taches: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    let mut valeurs = Vec::new();
    for tache in taches {
        valeurs.push(tache.await.unwrap());
    }
    valeurs
}
