// faute   : la somme est calculée sur 16 bits
// message : convertie en `u8` ou en `u16`, elle déborde
// test    : etape2::les_tailles_se_comptent_en_octets

async fn taille_totale(premier: &str, second: &str) -> usize {
    let premier = telecharger_fichier(premier).await.len() as u16;
    let second = telecharger_fichier(second).await.len() as u16;
    usize::from(premier.wrapping_add(second))
}
