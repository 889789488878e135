// faute   : une dernière ligne invalide, sans `\n`, est ignorée
// message : même sur une dernière ligne sans

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
          lus = flux.read_until(b'\n', &mut ligne) => { lus?; if ligne.is_empty() { return Ok(recues); } if ligne.last() != Some(&b'\n') { recues.extend(String::from_utf8(ligne)); return Ok(recues); } if ligne.last() == Some(&b'\n') { ligne.pop(); if ligne.last() == Some(&b'\r') { ligne.pop(); } }recues.push(String::from_utf8(std::mem::take(&mut ligne)).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?); ligne.clear(); }
          _ = horloge.tick() => battement(),
        }
    }
}
