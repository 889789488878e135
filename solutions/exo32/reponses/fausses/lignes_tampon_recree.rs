// faute   : un `BufReader` neuf à chaque tour : les lignes déjà lues d'avance sont perdues
// message : un texte

use tokio::io::BufReader;

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    mut flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut recues = Vec::new();
    loop {
        let mut lignes = BufReader::new(&mut flux).lines();
        tokio::select! { ligne = lignes.next_line() => match ligne? { Some(ligne) => recues.push(ligne), None => return Ok(recues) }, _ = horloge.tick() => battement(), }
    }
}
