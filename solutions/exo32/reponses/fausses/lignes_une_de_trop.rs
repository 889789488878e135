// faute   : `split('\n')` donne une ligne vide de trop à la fin
// message : pas de ligne de plus
// test    : etape5::battements::un_flux_silencieux_n_arrete_pas_les_battements
// test    : etape5::battements::aucun_battement_avant_une_periode_entiere

use tokio::io::AsyncReadExt;

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    mut flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut octets = Vec::new();
    {
        let mut lire = pin!(flux.read_to_end(&mut octets));
        loop {
            tokio::select! { lus = &mut lire => { lus?; break; } _ = horloge.tick() => battement(), }
        }
    }
    let texte =
        String::from_utf8(octets).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?;
    Ok(texte
        .split('\n')
        .map(|l| l.strip_suffix('\r').unwrap_or(l).to_owned())
        .collect())
}
