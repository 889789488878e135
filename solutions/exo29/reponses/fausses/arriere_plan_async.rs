// faute   : `async` est ajouté à la fonction, pour pouvoir y écrire `.await`
// compilateur : E0308
// message : signature fixée : fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String>

async fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    tokio::task::yield_now().await;
    tokio::spawn(async move { saluer_apres(&nom, delai).await })
}
