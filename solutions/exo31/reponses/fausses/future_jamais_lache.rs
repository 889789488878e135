// faute   : le future abandonné n'est jamais détruit
// message : l'autre future est lâché avant que l'appel rende l'erreur
// test    : etape2::la_premiere_erreur_arrete_tout_aussitot
// test    : etape2::une_erreur_immediate_n_attend_pas_l_autre

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    let a = Box::leak(Box::new(Box::pin(a)));
    let b = Box::leak(Box::new(Box::pin(b)));
    tokio::try_join!(a.as_mut(), b.as_mut())
}
