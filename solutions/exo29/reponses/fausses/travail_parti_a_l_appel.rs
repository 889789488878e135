// faute   : le travail part à l'appel, même si personne ne l'attend
// message : quand on attend
// test    : etape4::la_valeur_du_travail_revient_a_l_appelant

fn executer_bloquant<T, F>(travail: F) -> impl Future<Output = T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let tache = tokio::task::spawn_blocking(travail);
    async move {
        match tache.await {
            Ok(valeur) => valeur,
            Err(erreur) => std::panic::resume_unwind(erreur.into_panic()),
        }
    }
}
