// faute   : `size_of_val` mesure la valeur `String`, pas le texte qu'elle désigne
// message : `size_of_val` mesure

async fn taille_totale(premier: &str, second: &str) -> usize {
    let premier = telecharger_fichier(premier).await;
    let second = telecharger_fichier(second).await;
    size_of_val(&premier) + size_of_val(&second)
}
