// faute   : une ligne ne peut pas dépasser 1024 octets
// message : pas de longueur maximale
// test    : etape5::une_longue_ligne_arrive_entiere_par_un_vrai_tube

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
        tokio::select! { ligne = lignes.next_line() => match ligne? { Some(mut ligne) => { ligne.truncate(1024); recues.push(ligne) }, None => return Ok(recues) }, _ = horloge.tick() => battement(), }
    }
}
