// faute   : l'attente bloque avant `spawn`
// message : avant `spawn`

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    std::thread::sleep(delai);
    tokio::spawn(async move { format!("Bonjour, {nom} !") })
}
