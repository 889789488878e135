// Une tâche conduit les autres, et s'arrête avec l'appel ; les futures partent en commençant par le dernier.

use std::collections::HashMap;

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
    let mut attente: Vec<(usize, F)> = futures.into_iter().enumerate().collect();
    let mut chef = tokio::task::JoinSet::new();
    chef.spawn(async move {
        let mut rangs = HashMap::new();
        let mut finis = Vec::new();
        let mut equipe = tokio::task::JoinSet::new();
        loop {
            while equipe.len() < limite.max(1) {
                let Some((rang, futur)) = attente.pop() else {
                    break;
                };
                rangs.insert(equipe.spawn(futur).id(), rang);
            }
            match equipe.join_next_with_id().await {
                None => break,
                Some(Ok((id, valeur))) => finis.push((rangs[&id], valeur)),
                Some(Err(erreur)) => return Err(erreur),
            }
        }
        finis.sort_by_key(|(rang, _)| *rang);
        Ok(finis)
    });
    match chef.join_next().await.unwrap().unwrap() {
        Ok(finis) => finis.into_iter().map(|(_, valeur)| valeur).collect(),
        Err(erreur) => std::panic::resume_unwind(erreur.into_panic()),
    }
}

fn main() {}
