// faute   : la tâche compte dans sa copie du compteur : `async move` a copié le nombre
// message : un nombre qu'une tâche `async move` modifie est sa copie
// test    : etape3::seules_les_periodes_entieres_comptent

#[allow(unused_variables, unused_assignments)]
async fn compter_les_tics(periode: Duration, arret: oneshot::Receiver<()>) -> u32 {
    let mut tics = 0;
    let compteur = tokio::spawn(async move {
        let mut horloge = interval(periode);
        horloge.tick().await;
        loop {
            horloge.tick().await;
            tics += 1;
        }
    });
    let _ = arret.await;
    compteur.abort();
    tics
}
