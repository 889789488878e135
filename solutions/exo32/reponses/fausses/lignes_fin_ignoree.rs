// faute   : `None` est ignoré : à la fin du flux, la boucle relit sans jamais attendre
// message : le flux est fini, et elle le relit encore

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut lecteur = flux.lines();
    let mut recues: Vec<String> = Vec::new();
    loop {
        tokio::select! {
          ligne = lecteur.next_line() => {
            if let Some(ligne) = ligne? { recues.push(ligne); }
          }
          _ = horloge.tick() => battement(),
        }
    }
}
