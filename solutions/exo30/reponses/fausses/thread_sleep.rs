// faute   : `std::thread::sleep` dans une fonction async
// message : endort le thread entier
// test    : etape1::les_autres_taches_avancent_pendant_le_telechargement

async fn telecharger_fichier(nom: &str) -> String {
    std::thread::sleep(Duration::from_secs(1));
    format!("contenu de {nom}")
}
