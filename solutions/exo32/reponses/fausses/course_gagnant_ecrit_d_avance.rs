// faute   : le lièvre gagne toujours
// message : écrite d'avance
// test    : etape1::le_premier_arrive_gagne
// test    : etape1::un_coureur_qui_n_arrive_jamais_perd

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    tokio::select! { () = tortue => {} () = lievre => {} }
    Gagnant::Lievre
}
