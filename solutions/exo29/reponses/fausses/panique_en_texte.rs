// faute   : la panique est relancée sous forme de texte
// message : charge d'origine

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    match tokio::task::spawn_blocking(travail).await {
        Ok(valeur) => valeur,
        Err(erreur) => panic!("le travail a paniqué : {erreur}"),
    }
}
