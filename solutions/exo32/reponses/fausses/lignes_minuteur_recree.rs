// faute   : un `sleep` recréé à chaque ligne
// message : recréé à chaque ligne
// test    : etape5::battements::un_flux_bavard_n_empeche_pas_de_battre

use tokio::time::sleep;

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut lignes = flux.lines();
    let mut recues = Vec::new();
    loop {
        tokio::select! { ligne = lignes.next_line() => match ligne? { Some(ligne) => recues.push(ligne), None => return Ok(recues) }, () = sleep(periode) => battement(), }
    }
}
