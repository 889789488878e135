// faute   : deux téléchargements du même fichier s'attendent l'un l'autre
// message : ni un verrou par fichier

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

type Verrous = HashMap<String, Arc<tokio::sync::Mutex<()>>>;

async fn telecharger_fichier(nom: &str) -> String {
    static VERROUS: LazyLock<Mutex<Verrous>> = LazyLock::new(Mutex::default);
    let verrou = Arc::clone(VERROUS.lock().unwrap().entry(nom.to_owned()).or_default());
    let _tour = verrou.lock().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    format!("contenu de {nom}")
}
