// faute   : rend le future au lieu d'une tâche
// compilateur : E0308
// message : expected `JoinHandle<String>`

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    async move { saluer_apres(&nom, delai).await }
}
