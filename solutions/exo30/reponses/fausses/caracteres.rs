// faute   : compte des caractères au lieu d'octets
// message : une lettre accentuée prend deux octets
// test    : etape2::les_tailles_se_comptent_en_octets

async fn taille_totale(premier: &str, second: &str) -> usize {
    telecharger_fichier(premier).await.chars().count()
        + telecharger_fichier(second).await.chars().count()
}
