// faute   : `\r` est enlevé morceau par morceau, donc gardé s'il est coupé de `\n`
// message : pas morceau par morceau
// test    : etape5::un_retour_chariot_coupe_de_son_saut_de_ligne_n_est_pas_garde

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    mut flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut recues = Vec::new();
    let mut ligne = Vec::new();
    loop {
        tokio::select! {
          morceau = flux.fill_buf() => {
            let morceau = morceau?; let n = morceau.len();
            if n == 0 { if !ligne.is_empty() { recues.push(String::from_utf8(std::mem::take(&mut ligne)).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?); } return Ok(recues); }
            for partie in morceau.split_inclusive(|o| *o == b'\n') {
              if let Some(debut) = partie.strip_suffix(b"\n") {
                ligne.extend_from_slice(debut.strip_suffix(b"\r").unwrap_or(debut));
                recues.push(String::from_utf8(std::mem::take(&mut ligne)).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?);
              } else { ligne.extend_from_slice(partie); }
            }
            flux.consume(n);
          }
          _ = horloge.tick() => battement(),
        }
    }
}
