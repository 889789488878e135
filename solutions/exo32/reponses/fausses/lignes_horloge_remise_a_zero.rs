// faute   : l'horloge repart de zéro à chaque ligne
// message : le minuteur est recréé à chaque ligne
// test    : etape5::une_ligne_en_morceaux_reste_entiere

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
        tokio::select! { ligne = lignes.next_line() => { horloge.reset(); match ligne? { Some(ligne) => recues.push(ligne), None => return Ok(recues) } } _ = horloge.tick() => battement(), }
    }
}
