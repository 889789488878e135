// faute   : `unwrap` sur l'erreur du flux
// message : rends l'erreur

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut lignes = flux.lines();
    let mut recues = Vec::new();
    loop {
        tokio::select! {
            ligne = lignes.next_line() => match ligne.unwrap() {
                Some(ligne) => recues.push(ligne),
                None => return Ok(recues),
            },
            _ = horloge.tick() => battement(),
        }
    }
}
