// faute   : prend le premier et le dernier sans penser à l'ensemble vide
// message : sans future, il n'y a ni premier ni dernier
// test    : etape3::un_ensemble_vide_rend_un_ensemble_vide

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut taches: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    let derniere = taches.pop().unwrap();
    let mut valeurs = Vec::new();
    for tache in taches.into_iter().chain([derniere]) {
        valeurs.push(
            tache
                .await
                .unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())),
        );
    }
    valeurs
}
