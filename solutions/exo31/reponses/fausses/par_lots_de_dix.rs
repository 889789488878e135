// faute   : démarre les futures dix par dix
// message : tous avancent à la fois, quel que soit leur nombre
// test    : etape3::un_ou_mille_futures_durent_le_temps_du_plus_long

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut valeurs = Vec::new();
    let mut reste = futures.into_iter();
    loop {
        let lot: Vec<_> = reste.by_ref().take(10).map(tokio::spawn).collect();
        if lot.is_empty() {
            return valeurs;
        }
        for tache in lot {
            valeurs.push(
                tache
                    .await
                    .unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())),
            );
        }
    }
}
