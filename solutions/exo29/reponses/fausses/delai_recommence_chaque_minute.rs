// faute   : une attente de plus d'une minute est recommencée, sans fin
// message : ne l'abandonne pas pour la recommencer
// test    : etape2::un_long_delai_finit_a_l_heure

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    let minute = Duration::from_secs(60);
    while tokio::time::timeout(minute, tokio::time::sleep(delai))
        .await
        .is_err()
    {}
    format!("Bonjour, {nom} !")
}
