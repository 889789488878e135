// faute   : la fin de ligne reste dans la ligne
// message : la fin de ligne est gardée

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    mut flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut recues = Vec::new();
    let mut ligne = Vec::new();
    loop {
        tokio::select! {
          lus = flux.read_until(b'\n', &mut ligne) => {
            if lus? == 0 && ligne.is_empty() { return Ok(recues); }
            let texte = String::from_utf8(std::mem::take(&mut ligne));
            recues.push(texte.map_err(|source| io::Error::new(io::ErrorKind::InvalidData, source))?);
          }
          _ = horloge.tick() => battement(),
        }
    }
}
