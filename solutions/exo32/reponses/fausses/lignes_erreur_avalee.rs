// faute   : `while let Ok(Some(…))` prend l'erreur pour la fin
// message : l'erreur a été avalée

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
        tokio::select! { ligne = lignes.next_line() => match ligne { Ok(Some(ligne)) => recues.push(ligne), _ => return Ok(recues) }, _ = horloge.tick() => battement(), }
    }
}
