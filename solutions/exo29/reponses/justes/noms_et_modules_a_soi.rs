// Des éléments privés qui portent les noms que les tests emploient aussi.
use std::time::*;
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

mod attentes {
    pub(crate) async fn dormir(duree: crate::Duration) {
        tokio::time::sleep(duree).await;
    }
}

fn ms(n: u64) -> u64 {
    n
}

type Result<T> = std::result::Result<T, JoinError>;

async fn faire_une_pause(duree: Duration) {
    let restant = ms(0);
    crate::attentes::dormir(duree + Duration::from_millis(restant)).await;
}

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    crate::attentes::dormir(delai).await;
    format!("Bonjour, {} !", nom)
}

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    let salut = async move { saluer_apres(&nom, delai).await };
    spawn(salut)
}

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let issue: Result<T> = spawn_blocking(travail).await;
    match issue {
        Ok(valeur) => valeur,
        Err(erreur) => match erreur.try_into_panic() {
            Ok(charge) => std::panic::resume_unwind(charge),
            Err(erreur) => panic!("{erreur}"),
        },
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn mon_essai() {
        assert_eq!(super::ms(2), 2);
    }
}

fn main() {}
