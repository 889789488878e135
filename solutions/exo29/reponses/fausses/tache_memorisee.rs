// faute   : un salut déjà rendu revient d'une tâche qui n'attend pas
// message : s'attend de nouveau
// test    : etape3::n_importe_quel_delai_convient

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    static RENDUS: std::sync::Mutex<Vec<(String, Duration)>> = std::sync::Mutex::new(Vec::new());
    tokio::spawn(async move {
        let salut = (nom.clone(), delai);
        let deja = RENDUS.lock().unwrap().contains(&salut);
        if !deja {
            tokio::time::sleep(delai).await;
            RENDUS.lock().unwrap().push(salut);
        }
        format!("Bonjour, {nom} !")
    })
}
