// Un thread à soi et un canal pour le travail bloquant.
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

async fn faire_une_pause(duree: Duration) {
    tokio::time::sleep(duree).await;
}

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    tokio::time::sleep(delai).await;
    format!("Bonjour, {nom} !")
}

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    tokio::spawn(async move {
        tokio::time::sleep(delai).await;
        format!("Bonjour, {nom} !")
    })
}

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let (rendre, resultat) = oneshot::channel();
    std::thread::spawn(move || {
        let issue = std::panic::catch_unwind(std::panic::AssertUnwindSafe(travail));
        let _ = rendre.send(issue);
    });
    match resultat.await {
        Ok(Ok(valeur)) => valeur,
        Ok(Err(charge)) => std::panic::resume_unwind(charge),
        Err(_) => unreachable!("le thread envoie toujours une réponse"),
    }
}

fn main() {}
