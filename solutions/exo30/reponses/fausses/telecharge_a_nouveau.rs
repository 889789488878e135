// faute   : retélécharge au lieu de garder le contenu
// message : au lieu de le redemander

async fn taille_totale(premier: &str, second: &str) -> usize {
    println!("{}", telecharger_fichier(premier).await);
    println!("{}", telecharger_fichier(second).await);
    telecharger_fichier(premier).await.len() + telecharger_fichier(second).await.len()
}
