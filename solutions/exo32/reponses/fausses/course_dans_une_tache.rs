// faute   : `spawn` demande un future `Send` et `'static`, qu'un emprunt n'est pas
// compilateur : E0277
// message : cannot be sent between threads safely

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    let tortue = tokio::spawn(tortue);
    tokio::select! { _ = tortue => Gagnant::Tortue, () = lievre => Gagnant::Lievre }
}
