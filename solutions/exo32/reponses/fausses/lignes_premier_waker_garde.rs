// faute   : garde le premier waker reçu : si le future change de tâche, le réveil se perd
// message : c'est le waker qu'il vient de recevoir qui compte
// test    : etape5::battements::aucun_reveil_ne_se_perd

async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut recues = Vec::new();
    let mut premier: Option<std::task::Waker> = None;
    let mut lecture = Box::pin(async {
        let mut lignes = flux.lines();
        while let Some(ligne) = lignes.next_line().await? {
            recues.push(ligne)
        }
        io::Result::Ok(())
    });
    loop {
        let pas = std::future::poll_fn(|cx| {
            let premier = premier.get_or_insert_with(|| cx.waker().clone());
            lecture
                .as_mut()
                .poll(&mut std::task::Context::from_waker(premier))
        });
        tokio::select! {
            issue = pas => {
                issue?;
                break;
            }
            _ = horloge.tick() => battement(),
        }
    }
    drop(lecture);
    Ok(recues)
}
