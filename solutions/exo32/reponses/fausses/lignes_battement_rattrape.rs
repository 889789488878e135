// faute   : une ligne fait passer les battements en retard, celui de cet instant compris
// message : un battement dû à l'instant même d'une ligne
// test    : etape5::battements::un_flux_bavard_n_empeche_pas_de_battre

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut prochain = Instant::now() + periode;
    let mut lignes = flux.lines();
    let mut recues = Vec::new();
    loop {
        tokio::select! {
            biased;
            ligne = lignes.next_line() => match ligne? {
                Some(ligne) => {
                    recues.push(ligne);
                    while prochain <= Instant::now() {
                        prochain += periode;
                    }
                }
                None => return Ok(recues),
            },
            () = tokio::time::sleep_until(prochain) => {
                battement();
                prochain += periode;
            }
        }
    }
}
