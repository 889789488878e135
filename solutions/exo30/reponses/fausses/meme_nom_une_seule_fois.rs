// faute   : deux fois le même nom, un seul téléchargement
// message : même si c'est deux fois le même nom
// test    : etape2::les_telechargements_se_suivent_pendant_deux_secondes

async fn taille_totale(premier: &str, second: &str) -> usize {
    let taille = telecharger_fichier(premier).await.len();
    if premier == second {
        return 2 * taille;
    }
    taille + telecharger_fichier(second).await.len()
}
