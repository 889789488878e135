// faute   : `spawn_local` sans `LocalSet`
// message : `spawn_local` demande un `LocalSet`

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    tokio::task::spawn_local(async move { saluer_apres(&nom, delai).await })
}
