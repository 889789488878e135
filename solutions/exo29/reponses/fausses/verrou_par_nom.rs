// faute   : deux saluts du même nom s'attendent l'un l'autre
// message : un nombre de places, qu'ils partagent
// test    : etape2::trois_saluts_ensemble_durent_le_plus_long

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

type Verrous = HashMap<String, Arc<tokio::sync::Mutex<()>>>;

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    static VERROUS: LazyLock<Mutex<Verrous>> = LazyLock::new(Mutex::default);
    let verrou = Arc::clone(VERROUS.lock().unwrap().entry(nom.to_owned()).or_default());
    let _tour = verrou.lock().await;
    tokio::time::sleep(delai).await;
    format!("Bonjour, {nom} !")
}
