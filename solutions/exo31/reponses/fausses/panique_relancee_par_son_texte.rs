// faute   : une panique qui portait un texte est relancée par `panic!` : la charge change de type
// message : le même texte, « plus de farine », dans une autre charge
// test    : etape3::la_panique_d_un_future_arrive_intacte

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let taches: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    let mut valeurs = Vec::new();
    for tache in taches {
        match tache.await.map_err(|erreur| erreur.into_panic()) {
            Ok(valeur) => valeurs.push(valeur),
            Err(charge) => match charge.downcast_ref::<&str>() {
                Some(texte) => panic!("{texte}"),
                None => std::panic::resume_unwind(charge),
            },
        }
    }
    valeurs
}
