// faute   : `from_utf8_lossy` remplace les octets invalides
// message : `from_utf8_lossy` remplace en silence
// test    : etape5::erreurs::un_utf8_invalide_est_une_erreur_invalid_data

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
          lus = flux.read_until(b'\n', &mut ligne) => { lus?; if ligne.is_empty() { return Ok(recues); } if ligne.last() == Some(&b'\n') { ligne.pop(); if ligne.last() == Some(&b'\r') { ligne.pop(); } }recues.push(String::from_utf8_lossy(&ligne).into_owned()); ligne.clear(); }
          _ = horloge.tick() => battement(),
        }
    }
}
