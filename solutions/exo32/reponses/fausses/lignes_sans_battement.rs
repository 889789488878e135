// faute   : les lignes sont lues, et rien ne bat
// message : c'est l'horloge qui fait battre
// test    : etape5::battements::un_flux_bavard_n_empeche_pas_de_battre

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    _periode: Duration,
    _battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut lignes = flux.lines();
    let mut recues = Vec::new();
    while let Some(ligne) = lignes.next_line().await? {
        recues.push(ligne);
    }
    Ok(recues)
}
