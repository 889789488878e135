// faute   : la tâche emprunte `nom`
// compilateur : E0373
// message : async block may outlive the current function

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    tokio::spawn(async { saluer_apres(&nom, delai).await })
}
