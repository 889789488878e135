// faute   : `unwrap` sur le message d'arrêt : la perte de l'émetteur panique
// message : ni le message d'arrêt ni la perte de son émetteur
// test    : etape3::la_perte_de_l_emetteur_arrete_aussi
// test    : etape3::un_arret_deja_demande_donne_zero

async fn compter_les_tics(periode: Duration, mut arret: oneshot::Receiver<()>) -> u32 {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut tics = 0;
    loop {
        tokio::select! { m = &mut arret => { m.unwrap(); return tics; } _ = horloge.tick() => tics += 1, }
    }
}
