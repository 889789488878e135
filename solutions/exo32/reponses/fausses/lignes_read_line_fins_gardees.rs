// faute   : `read_line` dans un `select!`, et les fins de ligne gardées : le début des lignes se perd, ce qui se dit d'abord
// message : ce qui manque est le début des lignes

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
            recues.push(ligne.clone());
            ligne.clear();
          }
          _ = horloge.tick() => battement(),
        }
    }
}
