// faute   : le délai est coupé à la milliseconde avant d'être attendu
// message : une durée convertie en millisecondes entières
// test    : etape2::n_importe_quel_delai_convient

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    faire_une_pause(Duration::from_millis(delai.as_millis() as u64)).await;
    format!("Bonjour, {nom} !")
}
