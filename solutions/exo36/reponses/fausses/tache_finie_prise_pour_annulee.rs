// faute   : une tâche déjà finie est prise pour une tâche annulée
// message : une tâche finie garde son résultat
// test    : etape3::la_valeur_de_la_tache_est_rendue

async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    if tache.is_finished() {
        return Err(ErreurTache::Annulee);
    }
    match tache.await {
        Ok(issue) => issue.map_err(ErreurTache::Echec),
        Err(erreur) => match erreur.try_into_panic() {
            Ok(charge) => Err(ErreurTache::Panique(texte_de(&*charge))),
            Err(_) => Err(ErreurTache::Annulee),
        },
    }
}

fn texte_de(charge: &(dyn std::any::Any + Send)) -> String {
    match charge.downcast_ref::<&str>() {
        Some(texte) => texte.to_string(),
        None => charge.downcast_ref::<String>().cloned().unwrap_or_default(),
    }
}
