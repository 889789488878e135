// faute   : `read_line` dans un `select!` : un battement fait perdre le début de la ligne
// message : avec `read_line`

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    mut flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut recues = Vec::new();
    let mut ligne = String::new();
    loop {
        tokio::select! {
          lus = flux.read_line(&mut ligne) => {
            if lus? == 0 { return Ok(recues); }
            let texte = ligne.strip_suffix('\n').map_or(&ligne[..], |l| l.strip_suffix('\r').unwrap_or(l));
            recues.push(texte.to_owned()); ligne.clear();
          }
          _ = horloge.tick() => battement(),
        }
    }
}
