// Des éléments privés qui portent les noms que les tests emploient aussi, et des étapes bâties l'une sur l'autre.
use std::panic::*;
use std::time::*;
use tokio::sync::*;
use tokio::task::*;

macro_rules! exiger {
    () => {};
}
macro_rules! exiger_egal {
    () => {};
}
macro_rules! echec {
    () => {};
}
macro_rules! pin {
    () => {};
}
macro_rules! ready {
    () => {};
}

mod plusieurs {
    pub(crate) fn ranger<T>(mut valeurs: Vec<(usize, T)>) -> Vec<T> {
        valeurs.sort_by_key(|(rang, _)| *rang);
        valeurs.into_iter().map(|(_, valeur)| valeur).collect()
    }
}

type Result<T, E = ()> = std::result::Result<T, E>;

struct Colis;
struct Atelier;
struct Rc;

fn s() {}
fn suivre() {}
fn dormir() {}

macro_rules! assert_eq {
    ($($x:tt)*) => {
        compile_error!("pas celle-ci")
    };
}

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let a = async { Ok::<A, std::convert::Infallible>(a.await) };
    let b = async { Ok(b.await) };
    let Ok(valeurs) = crate::tout_ou_rien(a, b).await;
    valeurs
}

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    let (a, b) = tokio::try_join!(biased; a, b)?;
    Ok((a, b))
}

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    crate::attendre_avec_limite(futures, usize::MAX).await
}

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut finis = Vec::new();
    let mut en_cours = JoinSet::new();
    for (rang, futur) in futures.into_iter().enumerate() {
        if en_cours.len() >= limite.max(1) {
            finis.extend(en_cours.join_next().await.map(relancer));
        }
        en_cours.spawn(async move { (rang, futur.await) });
    }
    while let Some(fin) = en_cours.join_next().await {
        finis.push(relancer(fin));
    }
    plusieurs::ranger(finis)
}

fn relancer<T>(fin: std::result::Result<T, JoinError>) -> T {
    fin.unwrap_or_else(|erreur| resume_unwind(erreur.into_panic()))
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn mes_propres_tests() {
        let duree = Duration::from_millis(10);
        let futures = vec![tokio::time::sleep(duree), tokio::time::sleep(duree)];
        crate::attendre_tous(futures).await;
    }
}
