// faute   : l'heure du prochain battement se recalcule à chaque ligne : celui qui est dû à cet instant est sauté
// message : un battement dû à l'instant même d'une ligne
// test    : etape5::battements::un_flux_bavard_n_empeche_pas_de_battre

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let (debut, mut lignes, mut recues) = (Instant::now(), flux.lines(), Vec::new());
    loop {
        let tour = debut.elapsed().as_nanos() / periode.as_nanos() + 1;
        match tokio::time::timeout_at(debut + periode * tour as u32, lignes.next_line()).await {
            Ok(ligne) => match ligne? {
                Some(ligne) => recues.push(ligne),
                None => return Ok(recues),
            },
            Err(_) => battement(),
        }
    }
}
