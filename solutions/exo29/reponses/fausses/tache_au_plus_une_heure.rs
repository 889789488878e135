// faute   : le délai de la tâche est plafonné
// message : sans plafond
// test    : etape3::n_importe_quel_delai_convient

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    tokio::spawn(async move {
        tokio::time::sleep(delai.min(Duration::from_secs(3600))).await;
        format!("Bonjour, {nom} !")
    })
}
