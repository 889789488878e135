// faute   : le second future n'est attendu qu'après un message envoyé à la fin du premier
// message : les deux ont été attendus l'un après l'autre

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let (fini, attente) = tokio::sync::oneshot::channel::<()>();
    tokio::join!(
        async move {
            let valeur = a.await;
            let _ = fini.send(());
            valeur
        },
        async move {
            let _ = attente.await;
            b.await
        },
    )
}
