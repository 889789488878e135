// faute   : le motif `Ok(Some(…))` écarte la fin du flux, et la boucle bat pour toujours
// message : ne voit jamais la fin du flux

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut recues = Vec::new();
    let mut lignes = flux.lines();
    loop {
        tokio::select! { Ok(Some(ligne)) = lignes.next_line() => recues.push(ligne), _ = horloge.tick() => battement(), else => return Ok(recues) }
    }
}
