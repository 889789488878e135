// Toute attente se fait par pas d'au plus 10 ms, jusqu'à ce que le temps demandé soit écoulé.
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

async fn faire_une_pause(duree: Duration) {
    let depart = Instant::now();
    loop {
        let reste = duree.saturating_sub(depart.elapsed());
        if reste.is_zero() {
            return;
        }
        sleep(reste.min(Duration::from_millis(10))).await;
    }
}

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    faire_une_pause(delai).await;
    format!("Bonjour, {nom} !")
}

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    // Une tâche qui en attend une autre.
    let pause = tokio::spawn(faire_une_pause(delai));
    tokio::spawn(async move {
        pause.await.expect("la pause n'est jamais abandonnée");
        saluer_apres(&nom, Duration::ZERO).await
    })
}

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let issue = tokio::task::spawn_blocking(|| {
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(travail))
    });
    match issue.await {
        Ok(Ok(valeur)) => valeur,
        Ok(Err(charge)) => std::panic::resume_unwind(charge),
        Err(_) => unreachable!("le travail n'est jamais abandonné, et sa panique est attrapée"),
    }
}

fn main() {}
