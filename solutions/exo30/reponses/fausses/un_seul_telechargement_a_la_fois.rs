// faute   : un verrou commun gardé pendant l'attente
// message : un verrou commun gardé
// test    : etape1::deux_telechargements_attendus_ensemble_durent_une_seconde

static RESEAU: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn telecharger_fichier(nom: &str) -> String {
    let _tour = RESEAU.lock().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    format!("contenu de {nom}")
}
