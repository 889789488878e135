// faute   : la marque d'ordre des octets, en tête, est enlevée
// message : eux seuls s'enlèvent
// test    : etape5::seule_la_fin_de_chaque_ligne_s_enleve

use tokio::time::{Instant, timeout_at};

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut lignes = flux.lines();
    let mut recues = Vec::new();
    let mut echeance = Instant::now() + periode;
    loop {
        match timeout_at(echeance, lignes.next_line()).await {
            Ok(Ok(Some(ligne))) => recues.push(ligne.trim_start_matches('\u{feff}').to_owned()),
            Ok(issue) => return issue.map(|_| recues),
            Err(_) => {
                battement();
                echeance += periode;
            }
        }
    }
}
