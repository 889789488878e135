// faute   : la tâche n'est attendue qu'une heure
// message : personne d'autre ne l'annule
// test    : etape3::la_valeur_de_la_tache_est_rendue

async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    let Ok(fin) = timeout(Duration::from_secs(3600), tache).await else {
        return Err(ErreurTache::Annulee);
    };
    match fin {
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
