// faute   : prend pour annulée une tâche qui rend l'annulation d'une autre
// message : ni le texte ni le type de l'erreur

async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    match tache.await {
        Ok(r) => r.map_err(|e| {
            if e.is::<tokio::task::JoinError>() {
                ErreurTache::Annulee
            } else {
                ErreurTache::Echec(e)
            }
        }),
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
