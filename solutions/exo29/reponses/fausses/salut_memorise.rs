// faute   : un salut déjà rendu revient sans attendre
// message : s'attend de nouveau
// test    : etape2::n_importe_quel_delai_convient

async fn saluer_apres(nom: &str, delai: Duration) -> String {
    static RENDUS: std::sync::Mutex<Vec<(String, Duration)>> = std::sync::Mutex::new(Vec::new());
    let salut = (nom.to_owned(), delai);
    if !RENDUS.lock().unwrap().contains(&salut) {
        tokio::time::sleep(delai).await;
        RENDUS.lock().unwrap().push(salut);
    }
    format!("Bonjour, {nom} !")
}
