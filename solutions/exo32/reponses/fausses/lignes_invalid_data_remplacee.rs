// faute   : une erreur `InvalidData` du flux est prise pour de l'UTF-8 invalide, et remplacée par un texte
// message : l'erreur a été remplacée ou recopiée
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
                Err(erreur) if erreur.kind() == io::ErrorKind::InvalidData => {
                    let texte = format!("ligne {} : pas de l'UTF-8", recues.len() + 1);
                    return Err(io::Error::new(io::ErrorKind::InvalidData, texte));
                }
                Err(erreur) => return Err(erreur),
            },
            _ = horloge.tick() => battement(),
        }
    }
}
