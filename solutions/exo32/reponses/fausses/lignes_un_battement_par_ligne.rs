// faute   : un battement après chaque ligne : l'un après l'autre, et non ensemble
// message : l'heure et les lignes s'attendent l'une après l'autre
// test    : etape5::battements::aucun_battement_avant_une_periode_entiere

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut lignes = flux.lines();
    let mut recues = Vec::new();
    while let Some(ligne) = lignes.next_line().await? {
        recues.push(ligne);
        horloge.tick().await;
        battement();
    }
    Ok(recues)
}
