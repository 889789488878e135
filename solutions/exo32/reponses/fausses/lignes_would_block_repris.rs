// faute   : une erreur `WouldBlock` est reprise comme si de rien n'était
// message : aucun genre d'erreur ne se reprend
// test    : etape5::erreurs::une_erreur_du_flux_revient_telle_quelle

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut lignes = flux.lines();
    let mut recues = Vec::new();
    loop {
        tokio::select! {
            ligne = lignes.next_line() => match ligne {
                Ok(Some(ligne)) => recues.push(ligne),
                Ok(None) => return Ok(recues),
                Err(erreur) if erreur.kind() == io::ErrorKind::WouldBlock => {}
                Err(erreur) => return Err(erreur),
            },
            _ = horloge.tick() => battement(),
        }
    }
}
