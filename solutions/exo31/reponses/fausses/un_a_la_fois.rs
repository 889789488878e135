// faute   : attend chaque future avant de démarrer le suivant
// étape   : 4
// message : la limite est un maximum à atteindre
// test    : etape4::les_futures_en_cours_avancent_ensemble

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    tokio::join!(a, b)
}

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    tokio::try_join!(a, b)
}

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
                .unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())),
        );
    }
    valeurs
}

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

fn main() {}
