// faute   : le nom est arrangé avant d'être salué
// message : nom tel qu'il est reçu
// test    : etape2::le_salut_est_rendu_mot_pour_mot

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    tokio::time::sleep(delai).await;
    format!("Bonjour, {} !", nom.trim())
}
