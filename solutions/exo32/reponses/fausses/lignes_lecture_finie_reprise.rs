// faute   : le même `next_line` épinglé sert encore après avoir rendu sa ligne
// message : n'en rend pas d'autre

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut lecteur = flux.lines();
    let mut lecture = std::pin::pin!(lecteur.next_line());
    let mut recues = Vec::new();
    loop {
        tokio::select! {
          ligne = &mut lecture => match ligne? {
            Some(ligne) => recues.push(ligne),
            None => return Ok(recues),
          },
          _ = horloge.tick() => battement(),
        }
    }
}
