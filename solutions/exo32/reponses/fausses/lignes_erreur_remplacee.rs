// faute   : l'erreur du flux est remplacée par une autre
// message : remplacée ou recopiée

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
        tokio::select! { ligne = lignes.next_line() => match ligne.map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))? { Some(ligne) => recues.push(ligne), None => return Ok(recues) }, _ = horloge.tick() => battement(), }
    }
}
