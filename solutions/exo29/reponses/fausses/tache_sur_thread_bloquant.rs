// faute   : attente bloquante par `spawn_blocking`
// message : avec `std::thread::sleep`

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    tokio::task::spawn_blocking(move || {
        std::thread::sleep(delai);
        format!("Bonjour, {nom} !")
    })
}
