// faute   : ajoute un contexte à l'erreur de la tâche
// message : un contexte de plus n'est pas d'elle

async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    match tache.await {
        Ok(r) => r.map_err(|e| ErreurTache::Echec(e.context("la tâche surveillée a échoué"))),
        Err(e) => Err(match e.try_into_panic() {
            Ok(c) => ErreurTache::Panique(
                match (c.downcast_ref::<&str>(), c.downcast_ref::<String>()) {
                    (Some(s), _) => s.to_string(),
                    (_, Some(s)) => s.clone(),
                    _ => String::new(),
                },
            ),
            Err(_) => ErreurTache::Annulee,
        }),
    }
}
