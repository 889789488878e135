// faute   : un paramètre de plus, pour la somme de départ
// compilateur : E0061
// message : signature fixée : async fn taille_totale(premier: &str, second: &str) -> usize

async fn taille_totale(premier: &str, second: &str, depart: usize) -> usize {
    let premier = telecharger_fichier(premier).await.len();
    let second = telecharger_fichier(second).await.len();
    depart + premier + second
}
