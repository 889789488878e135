// faute   : l'UTF-8 est vérifié morceau par morceau
// message : l'UTF-8 se vérifie sur la ligne complète
// test    : etape5::un_caractere_coupe_en_deux_reste_entier

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    mut flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut texte = String::new();
    loop {
        tokio::select! {
          morceau = flux.fill_buf() => {
            let morceau = morceau?; let n = morceau.len();
            if n == 0 { break; }
            texte.push_str(std::str::from_utf8(morceau).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?);
            flux.consume(n);
          }
          _ = horloge.tick() => battement(),
        }
    }
    Ok(texte.lines().map(str::to_owned).collect())
}
