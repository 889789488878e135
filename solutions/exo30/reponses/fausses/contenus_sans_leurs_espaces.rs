// faute   : les contenus sont mesurés sans leurs espaces de bord
// message : sans `trim`
// test    : etape2::les_deux_tailles_s_additionnent

async fn taille_totale(premier: &str, second: &str) -> usize {
    let premier = telecharger_fichier(premier).await;
    let second = telecharger_fichier(second).await;
    premier.trim().len() + second.trim().len()
}
