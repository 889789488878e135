// faute   : `into_panic` sur une tâche annulée
// message : `into_panic` panique sur une tâche annulée
// test    : etape3::une_tache_annulee_avant_qu_on_l_attende_donne_annulee
// test    : etape3::une_tache_annulee_pendant_qu_on_l_attend_donne_annulee

async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    match tache.await {
        Ok(issue) => issue.map_err(ErreurTache::Echec),
        Err(erreur) => {
            let charge = erreur.into_panic();
            let texte = match charge.downcast_ref::<&str>() {
                Some(texte) => Some(texte.to_string()),
                None => charge.downcast_ref::<String>().cloned(),
            };
            Err(ErreurTache::Panique(texte.unwrap_or_default()))
        }
    }
}
