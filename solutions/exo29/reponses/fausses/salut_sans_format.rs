// faute   : `{nom}` est resté tel quel : il manque `format!`
// message : il manque `format!`
// test    : etape2::le_salut_est_rendu_mot_pour_mot

#[allow(unused_variables)]
async fn saluer_apres(nom: &str, delai: Duration) -> String {
    faire_une_pause(delai).await;
    "Bonjour, {nom} !".to_owned()
}
