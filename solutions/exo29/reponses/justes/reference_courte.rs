// Chaque étape s'appuie sur la précédente.
use std::time::Duration;
use tokio::task::JoinHandle;

async fn faire_une_pause(duree: Duration) {
    tokio::time::sleep(duree).await
}

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    faire_une_pause(delai).await;
    ["Bonjour, ", nom, " !"].concat()
}

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    tokio::task::spawn(async move { saluer_apres(nom.as_str(), delai).await })
}

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    tokio::task::spawn_blocking(travail)
        .await
        .unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic()))
}

fn main() {}
