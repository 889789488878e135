// faute   : la charge est supposée être un texte
// message : sans paniquer elle-même
// message : la charge d'une panique n'est pas toujours du type demandé
// test    : etape3::une_panique_sans_texte_reste_une_panique

async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    match tache.await {
        Ok(issue) => issue.map_err(ErreurTache::Echec),
        Err(erreur) if erreur.is_panic() => {
            let charge = erreur.into_panic();
            let texte = match charge.downcast_ref::<&str>() {
                Some(texte) => Some(texte.to_string()),
                None => charge.downcast_ref::<String>().cloned(),
            };
            Err(ErreurTache::Panique(texte.expect("une panique a un texte")))
        }
        Err(_) => Err(ErreurTache::Annulee),
    }
}
