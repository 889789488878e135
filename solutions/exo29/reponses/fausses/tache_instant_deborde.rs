// faute   : l'instant de la fin se calcule, et déborde pour un délai immense
// message : calculer l'instant de la fin

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    let fin = tokio::time::Instant::now() + delai;
    tokio::spawn(async move {
        tokio::time::sleep_until(fin).await;
        format!("Bonjour, {nom} !")
    })
}
