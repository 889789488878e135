// faute   : `std::thread::sleep` avant le salut
// message : `std::thread::sleep` ne compte pas sur l'horloge de Tokio
// test    : etape2::le_salut_arrive_apres_le_delai_et_pas_avant
// test    : etape2::trois_saluts_ensemble_durent_le_plus_long

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    std::thread::sleep(delai);
    format!("Bonjour, {nom} !")
}
