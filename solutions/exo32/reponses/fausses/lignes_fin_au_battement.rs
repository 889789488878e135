// faute   : la fin n'est rendue qu'au battement suivant
// message : n'attend pas le battement suivant
// test    : etape5::la_fin_du_flux_reveille_la_lecture_aussitot

use tokio::time::sleep;

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let fini = std::cell::Cell::new(false);
    let fini = &fini;
    let (lignes, ()) = tokio::join!(
        async {
            let mut lignes = flux.lines();
            let mut recues = Vec::new();
            let issue = loop {
                match lignes.next_line().await {
                    Ok(Some(l)) => recues.push(l),
                    Ok(None) => break Ok(recues),
                    Err(e) => break Err(e),
                }
            };
            fini.set(true);
            issue
        },
        async move {
            loop {
                sleep(periode).await;
                if fini.get() {
                    return;
                }
                battement();
            }
        },
    );
    lignes
}
