// faute   : `.len()` sur le future, sans `.await`
// compilateur : E0599
// message : no method named `len`

async fn taille_totale(premier: &str, second: &str) -> usize {
    telecharger_fichier(premier).len() + telecharger_fichier(second).len()
}
