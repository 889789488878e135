// faute   : ne garde que les cent dernières lignes
// message : leur nombre n'a pas de limite
// test    : etape5::des_milliers_de_lignes_ne_sont_pas_de_trop

use std::collections::VecDeque;

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut lignes = flux.lines();
    let mut recues = VecDeque::new();
    loop {
        tokio::select! {
            ligne = lignes.next_line() => match ligne? {
                Some(ligne) => {
                    if recues.len() == 100 {
                        recues.pop_front();
                    }
                    recues.push_back(ligne);
                }
                None => return Ok(recues.into()),
            },
            _ = horloge.tick() => battement(),
        }
    }
}
