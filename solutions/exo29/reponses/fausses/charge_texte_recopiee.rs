// faute   : la charge d'une panique de texte est recopiée en `String`
// étape   : 4
// message : une charge `&str` arrive en `&str`
// message : relance la boîte reçue sans l'ouvrir
// test    : etape4::la_panique_du_travail_arrive_intacte
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
        Err(erreur) => {
            let charge = erreur.into_panic();
            if let Some(texte) = charge.downcast_ref::<&str>() {
                std::panic::resume_unwind(Box::new((*texte).to_owned()));
            }
            std::panic::resume_unwind(charge)
        }
    }
}

fn main() {}
