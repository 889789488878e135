// faute   : le salut n'attend pas
// message : 0 ms, c'est trop court
// message : elle a besoin de son `.await`

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    let _ = faire_une_pause(delai);
    format!("Bonjour, {nom} !")
}
