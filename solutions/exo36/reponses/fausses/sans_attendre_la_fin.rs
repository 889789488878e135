// faute   : une tâche en cours est annulée au lieu d'être attendue
// message : attends la poignée
// test    : etape3::la_valeur_de_la_tache_est_rendue

async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    if !tache.is_finished() {
        tokio::task::yield_now().await;
        tache.abort();
    }
    match tache.await {
        Ok(issue) => issue.map_err(ErreurTache::Echec),
        Err(erreur) if erreur.is_panic() => {
            let charge = erreur.into_panic();
            let texte = match charge.downcast_ref::<&str>() {
                Some(texte) => Some(texte.to_string()),
                None => charge.downcast_ref::<String>().cloned(),
            };
            Err(ErreurTache::Panique(texte.unwrap_or_default()))
        }
        Err(_) => Err(ErreurTache::Annulee),
    }
}
