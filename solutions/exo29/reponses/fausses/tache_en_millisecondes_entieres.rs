// faute   : la tâche attend un délai coupé à la milliseconde
// message : une durée convertie en millisecondes entières
// test    : etape3::n_importe_quel_delai_convient

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    let millisecondes = delai.as_millis() as u64;
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(millisecondes)).await;
        format!("Bonjour, {nom} !")
    })
}
