// faute   : chaque branche annonce l'autre coureur
// message : sont-elles inversées

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    tokio::select! { () = tortue => Gagnant::Lievre, () = lievre => Gagnant::Tortue }
}
