// faute   : le nom est arrangé avant d'être salué
// étape   : 2
// message : nom tel qu'il est reçu
// test    : etape2::le_salut_est_rendu_mot_pour_mot
use std::time::Duration;
use tokio::task::JoinHandle;

async fn faire_une_pause(duree: Duration) {
    tokio::time::sleep(duree).await;
}

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    tokio::time::sleep(delai).await;
    format!("Bonjour, {} !", nom.trim())
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
