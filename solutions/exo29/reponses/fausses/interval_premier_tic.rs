// faute   : le premier battement d'`interval` est immédiat
// message : aucune attente
// message : le premier tic d'un `interval` est immédiat

async fn faire_une_pause(duree: Duration) {
    if duree.is_zero() {
        return;
    }
    tokio::time::interval(duree).tick().await;
}
