// faute   : un canal de 32 places n'est vidé qu'après la fin : à la trente-troisième ligne, la lecture attend pour toujours
// message : un canal borné
// test    : etape5::des_milliers_de_lignes_ne_sont_pas_de_trop

use tokio::sync::mpsc;

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let (tx, mut rx) = mpsc::channel(32);
    let mut lecture = pin!(async move {
        let mut lignes = flux.lines();
        while let Some(ligne) = lignes.next_line().await? {
            let _ = tx.send(ligne).await;
        }
        io::Result::Ok(())
    });
    let mut horloge = interval(periode);
    horloge.tick().await;
    loop {
        tokio::select! {
            issue = &mut lecture => {
                issue?;
                break;
            }
            _ = horloge.tick() => battement(),
        }
    }
    let mut recues = Vec::new();
    while let Ok(ligne) = rx.try_recv() {
        recues.push(ligne);
    }
    Ok(recues)
}
