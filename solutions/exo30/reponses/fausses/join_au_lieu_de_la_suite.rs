// faute   : les deux téléchargements courent ensemble
// message : pas de `join!` ni de `spawn` ici
// test    : etape2::deux_calculs_attendus_ensemble_durent_deux_secondes

async fn taille_totale(premier: &str, second: &str) -> usize {
    let (premier, second) = tokio::join!(telecharger_fichier(premier), telecharger_fichier(second));
    premier.len() + second.len()
}
