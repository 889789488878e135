// faute   : tous les `\r` sont effacés, même au milieu
// message : ni un autre `\r`

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
    Ok(texte.replace('\r', "").lines().map(str::to_owned).collect())
}
