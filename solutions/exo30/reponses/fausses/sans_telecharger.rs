// faute   : calcule la taille sans rien attendre
// message : l'appel a fini tout de suite
// test    : etape2::les_telechargements_se_suivent_pendant_deux_secondes
// test    : etape2::deux_calculs_attendus_ensemble_durent_deux_secondes

async fn taille_totale(premier: &str, second: &str) -> usize {
    format!("contenu de {premier}contenu de {second}").len()
}
