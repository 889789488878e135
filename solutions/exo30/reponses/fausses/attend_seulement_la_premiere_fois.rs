// faute   : les appels suivants répondent sans attendre
// message : l'appel a fini tout de suite
// test    : etape1::chaque_telechargement_dure_une_seconde

static DEJA: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

async fn telecharger_fichier(nom: &str) -> String {
    if !DEJA.swap(true, Ordering::SeqCst) {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    format!("contenu de {nom}")
}
