// faute   : la fin est attendue de `else`, qui ne vient jamais
// message : `else` ne sert que si toutes les branches sont écartées

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
            Ok(Some(ligne)) = lignes.next_line() => recues.push(ligne),
            _ = horloge.tick() => battement(),
            else => return Ok(recues),
        }
    }
}
