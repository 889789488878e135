// faute   : `spawn` au lieu de `spawn_blocking`
// message : `travail` tourne sur le thread du runtime
// test    : etape4::les_autres_taches_avancent_pendant_le_travail

async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    match tokio::spawn(async move { travail() }).await {
        Ok(valeur) => valeur,
        Err(erreur) => std::panic::resume_unwind(erreur.into_panic()),
    }
}
