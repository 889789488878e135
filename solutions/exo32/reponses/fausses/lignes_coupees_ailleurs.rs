// faute   : d'autres caractères, nul ou saut de page, coupent aussi les lignes
// message : seuls `\n` et `\r\n` terminent une ligne
// test    : etape5::seule_la_fin_de_chaque_ligne_s_enleve

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
            ligne = lignes.next_line() => match ligne? {
                Some(ligne) => recues.extend(ligne.split(['\0', '\u{b}', '\u{c}']).map(str::to_owned)),
                None => return Ok(recues),
            },
            _ = horloge.tick() => battement(),
        }
    }
}
