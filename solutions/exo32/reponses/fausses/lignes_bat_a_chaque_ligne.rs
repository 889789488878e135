// faute   : un battement à l'arrivée de chaque ligne, sans aucune horloge
// message : c'est l'heure qui bat, et non les lignes
// test    : etape5::une_ligne_en_morceaux_reste_entiere

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    _periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut lignes = flux.lines();
    let mut recues = Vec::new();
    while let Some(ligne) = lignes.next_line().await? {
        recues.push(ligne);
        battement();
    }
    Ok(recues)
}
