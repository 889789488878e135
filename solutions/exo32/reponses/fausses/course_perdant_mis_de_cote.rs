// faute   : le perdant est oublié au lieu d'être détruit
// message : détruit avant que `course` rende
// test    : etape1::le_perdant_est_annule_avant_la_fin
// test    : etape1::une_egalite_designe_l_un_des_deux

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    let (mut tortue, mut lievre) = (Box::pin(tortue), Box::pin(lievre));
    tokio::select! { () = &mut tortue => { std::mem::forget(lievre); Gagnant::Tortue } () = &mut lievre => { std::mem::forget(tortue); Gagnant::Lievre } }
}
