// faute   : `&charge` est une référence à la boîte, pas à ce qu'elle contient
// message : `&*charge`
// test    : etape3::une_panique_donne_son_message

async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache> {
    match tache.await {
        Ok(issue) => issue.map_err(ErreurTache::Echec),
        Err(erreur) => Err(match erreur.try_into_panic() {
            Ok(charge) => ErreurTache::Panique(texte_de(&charge)),
            Err(_) => ErreurTache::Annulee,
        }),
    }
}

fn texte_de(charge: &(dyn std::any::Any + Send)) -> String {
    if let Some(texte) = charge.downcast_ref::<&str>() {
        texte.to_string()
    } else if let Some(texte) = charge.downcast_ref::<String>() {
        texte.clone()
    } else {
        "panique sans texte".to_owned()
    }
}
