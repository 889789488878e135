// faute   : l'erreur `UnexpectedEof` est prise pour la fin du flux
// message : l'erreur a été avalée
// test    : etape5::erreurs::une_erreur_du_flux_revient_telle_quelle

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
        tokio::select! { ligne = lignes.next_line() => match ligne { Ok(Some(ligne)) => recues.push(ligne), Ok(None) => return Ok(recues), Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(recues), Err(e) => return Err(e) }, _ = horloge.tick() => battement(), }
    }
}
