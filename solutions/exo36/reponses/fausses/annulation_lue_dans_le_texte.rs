// faute   : prend pour annulée une tâche dont l'erreur le dit
// message : ni le texte ni le type de l'erreur

async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    match tache.await {
        Ok(Err(e)) if e.chain().any(|c| c.to_string().contains("annul")) => {
            Err(ErreurTache::Annulee)
        }
        Ok(r) => r.map_err(ErreurTache::Echec),
        Err(e) => Err(match e.try_into_panic() {
            Ok(c) => match (c.downcast_ref::<&str>(), c.downcast_ref::<String>()) {
                (Some(s), _) if s.is_empty() => ErreurTache::Annulee,
                (Some(s), _) => ErreurTache::Panique(s.to_string()),
                (_, Some(s)) => ErreurTache::Panique(s.clone()),
                _ => ErreurTache::Panique("?".into()),
            },
            Err(_) => ErreurTache::Annulee,
        }),
    }
}
