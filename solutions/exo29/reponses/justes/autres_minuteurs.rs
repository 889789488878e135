// `timeout` d'un future qui ne finit jamais, et le minuteur épinglé.
use std::future::{Future, pending, poll_fn};
use std::pin::pin;
use std::time::Duration;
use tokio::task::JoinHandle;

async fn faire_une_pause(duree: Duration) {
    let _ = tokio::time::timeout(duree, pending::<()>()).await;
}

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    let mut minuteur = pin!(tokio::time::sleep(delai));
    poll_fn(|cx| minuteur.as_mut().poll(cx)).await;
    let mut texte = String::from("Bonjour, ");
    texte.push_str(nom);
    texte + " !"
}

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    tokio::runtime::Handle::current().spawn(async move { saluer_apres(&nom, delai).await })
}

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let tache = tokio::task::spawn_blocking(|| {
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(travail))
    });
    match tache.await.expect("la panique est attrapée dans la tâche") {
        Ok(valeur) => valeur,
        Err(charge) => std::panic::resume_unwind(charge),
    }
}

fn main() {}
