// faute   : `size_of_val` de références : deux fois la taille d'un `&str`
// message : `size_of_val` mesure

async fn taille_totale(premier: &str, second: &str) -> usize {
    let premier = telecharger_fichier(premier).await;
    let second = telecharger_fichier(second).await;
    size_of_val(&premier.as_str()) + size_of_val(&second.as_str())
}
