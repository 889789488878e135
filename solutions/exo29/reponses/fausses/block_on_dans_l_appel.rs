// faute   : `block_on` dans une fonction appelée par du code async
// étape   : 3
// message : Cannot start a runtime
// message : c'est `.await` qui attend
// test    : etape3::la_tache_avance_meme_si_personne_ne_l_attend
use std::time::Duration;
use tokio::task::JoinHandle;

async fn faire_une_pause(duree: Duration) {
    tokio::time::sleep(duree).await;
}

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    tokio::time::sleep(delai).await;
    format!("Bonjour, {nom} !")
}

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    let texte = tokio::runtime::Handle::current().block_on(saluer_apres(&nom, delai));
    tokio::spawn(async { texte })
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
