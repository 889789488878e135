// faute   : la dernière ligne, sans `\n`, est perdue
// message : termine aussi la dernière ligne
// test    : etape5::la_derniere_ligne_peut_se_passer_de_fin

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
          lus = flux.read_until(b'\n', &mut ligne) => { lus?; if ligne.is_empty() { return Ok(recues); } if ligne.last() != Some(&b'\n') { return Ok(recues); } if ligne.last() == Some(&b'\n') { ligne.pop(); if ligne.last() == Some(&b'\r') { ligne.pop(); } }recues.push(String::from_utf8(std::mem::take(&mut ligne)).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?); ligne.clear(); }
          _ = horloge.tick() => battement(),
        }
    }
}
