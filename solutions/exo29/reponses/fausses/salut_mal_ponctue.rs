// faute   : espace oubliée avant le point d'exclamation
// message : compare caractère par caractère
// test    : etape2::le_salut_est_rendu_mot_pour_mot

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    faire_une_pause(delai).await;
    format!("Bonjour, {nom}!")
}
