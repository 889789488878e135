// faute   : une liste de lignes commune à tous les appels, vidée au début de chacun
// message : une variable commune à tous les appels
// test    : etape5::deux_lectures_ensemble_ne_se_melent_pas

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    thread_local! {
        static RECUES: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(Vec::new()) };
    }
    RECUES.take();
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut lignes = flux.lines();
    loop {
        tokio::select! {
            ligne = lignes.next_line() => match ligne? {
                Some(ligne) => RECUES.with_borrow_mut(|recues| recues.push(ligne)),
                None => return Ok(RECUES.take())
            },
            _ = horloge.tick() => battement(),
        }
    }
}
