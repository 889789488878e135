// faute   : la tâche lève sa copie du drapeau : `async move` a copié le booléen, et la boucle ne finit jamais
// message : un drapeau qu'une tâche `async move` lève est sa copie
// test    : etape3::l_arret_est_suivi_au_milieu_d_une_periode

#[allow(unused_variables, unused_assignments)]
async fn compter_les_tics(periode: Duration, arret: oneshot::Receiver<()>) -> u32 {
    let mut arrete = false;
    tokio::spawn(async move {
        let _ = arret.await;
        arrete = true;
    });
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut tics = 0;
    while !arrete {
        horloge.tick().await;
        tics += 1;
    }
    tics
}
