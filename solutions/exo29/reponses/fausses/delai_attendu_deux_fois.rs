// faute   : la tâche attend le délai, puis le salut, qui l'attend déjà
// message : l'attente est faite plusieurs fois
// message : elle a fini seule, mais plus tard

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    tokio::spawn(async move {
        tokio::time::sleep(delai).await;
        saluer_apres(&nom, delai).await
    })
}
