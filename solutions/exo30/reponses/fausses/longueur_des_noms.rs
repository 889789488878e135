// faute   : mesure les noms au lieu des contenus
// message : la longueur des deux noms
// test    : etape2::les_deux_tailles_s_additionnent

async fn taille_totale(premier: &str, second: &str) -> usize {
    telecharger_fichier(premier).await;
    telecharger_fichier(second).await;
    premier.len() + second.len()
}
