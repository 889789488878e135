// faute   : la durée est convertie en millisecondes sur 32 bits
// étape   : 1
// message : ni conversion vers un nombre qui ne peut pas la contenir
// test    : etape1::une_pause_immense_attend_sans_paniquer
use std::time::Duration;
use tokio::task::JoinHandle;

async fn faire_une_pause(duree: Duration) {
    let millisecondes = duree.as_millis() as u32;
    tokio::time::sleep(Duration::from_millis(millisecondes.into())).await;
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
    match tokio::task::spawn_blocking(travail).await {
        Ok(valeur) => valeur,
        Err(erreur) => std::panic::resume_unwind(erreur.into_panic()),
    }
}

fn main() {}
