// faute   : `.await` hors d'une fonction async
// compilateur : E0728
// message : only allowed inside `async`

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    let texte = saluer_apres(&nom, delai).await;
    tokio::spawn(async { texte })
}
