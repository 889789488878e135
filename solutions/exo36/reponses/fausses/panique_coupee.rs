// faute   : coupe le texte de la panique à cent caractères
// message : se rend entier

async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    match tache.await {
        Ok(r) => r.map_err(ErreurTache::Echec),
        Err(e) => Err(match e.try_into_panic() {
            Ok(c) => ErreurTache::Panique(
                match (c.downcast_ref::<&str>(), c.downcast_ref::<String>()) {
                    (Some(s), _) => s.chars().take(100).collect(),
                    (_, Some(s)) => s.chars().take(100).collect(),
                    _ => String::new(),
                },
            ),
            Err(_) => ErreurTache::Annulee,
        }),
    }
}
