// faute   : attend la prochaine seconde ronde depuis le premier appel
// message : compte-la depuis cet appel

use tokio::time::Instant;

async fn telecharger_fichier(nom: &str) -> String {
    thread_local! {
        static PREMIER: Instant = Instant::now();
    }
    let passe = PREMIER.with(Instant::elapsed);
    tokio::time::sleep(Duration::from_secs(passe.as_secs() + 1) - passe).await;
    format!("contenu de {nom}")
}
