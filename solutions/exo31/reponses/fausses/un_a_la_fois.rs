// faute   : attend chaque future avant de démarrer le suivant
// message : chaque future est attendu avant que le suivant démarre
// test    : etape4::les_futures_en_cours_avancent_ensemble

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
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
