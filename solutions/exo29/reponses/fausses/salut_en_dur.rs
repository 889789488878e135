// faute   : le salut ne dépend pas du nom
// message : le salut de

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    faire_une_pause(delai).await;
    let _ = nom;
    "Bonjour, Ferris !".to_owned()
}
