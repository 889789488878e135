// faute   : `.await` oublié : rien n'attend
// étape   : 1
// message : sans `.await`, il n'attend rien
// test    : etape1::la_pause_dure_exactement_le_temps_demande
// test    : etape1::deux_pauses_attendues_ensemble_durent_la_plus_longue
// test    : etape1::les_autres_taches_avancent_pendant_la_pause
use std::time::Duration;
use tokio::task::JoinHandle;

async fn faire_une_pause(duree: Duration) {
    let _ = tokio::time::sleep(duree);
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
