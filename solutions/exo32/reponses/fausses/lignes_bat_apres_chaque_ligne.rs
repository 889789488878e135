// faute   : le battement n'est regardé qu'après une ligne
// message : les battements n'attendent pas les lignes

use tokio::time::Instant;

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut prochain = Instant::now() + periode;
    let mut lignes = flux.lines();
    let mut recues = Vec::new();
    while let Some(ligne) = lignes.next_line().await? {
        recues.push(ligne);
        while Instant::now() > prochain {
            battement();
            prochain += periode;
        }
    }
    Ok(recues)
}
