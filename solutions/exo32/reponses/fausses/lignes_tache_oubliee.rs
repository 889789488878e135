// faute   : une tâche bat encore une fois le flux fini
// message : elle bat encore alors que l'appel est fini
// test    : etape5::rien_ne_tourne_encore_apres_le_retour

use tokio::time::sleep;

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut lignes = flux.lines();
    let mut recues = Vec::new();
    let battre = std::sync::Arc::new(tokio::sync::Notify::new());
    let horloge = battre.clone();
    tokio::spawn(async move {
        loop {
            sleep(periode).await;
            horloge.notify_one();
        }
    });
    loop {
        tokio::select! {
            _ = battre.notified() => battement(),
            ligne = lignes.next_line() => match ligne? {
                Some(ligne) => recues.push(ligne),
                None => return Ok(recues),
            },
        }
    }
}
