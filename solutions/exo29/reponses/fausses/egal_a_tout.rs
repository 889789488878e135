// faute   : rend un type à soi, égal à tout, à la place du texte
// compilateur : E0271
// message : String
use std::time::Duration;
use tokio::task::JoinHandle;

async fn faire_une_pause(duree: Duration) {
    tokio::time::sleep(duree).await;
}

struct Texte;

impl<T: ?Sized> PartialEq<T> for Texte {
    fn eq(&self, _: &T) -> bool {
        true
    }
}

impl std::fmt::Debug for Texte {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("texte")
    }
}

async fn saluer_apres(nom: &str, delai: Duration) -> Texte {
    tokio::time::sleep(delai).await;
    Texte
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
    match tokio::task::spawn_blocking(travail).await {
        Ok(valeur) => valeur,
        Err(erreur) => std::panic::resume_unwind(erreur.into_panic()),
    }
}

fn main() {}
