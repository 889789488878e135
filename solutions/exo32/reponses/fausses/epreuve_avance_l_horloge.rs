// faute   : `advance` pousse l'horloge de tout le monde : deux épreuves menées ensemble se gênent
// message : avancée d'un coup
// test    : etape6::deux_epreuves_ne_se_melent_pas

async fn eprouver_le_delai<C>(candidat: C) -> Result<(), String>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    let ms = Duration::from_millis;
    for valeur in 0..50u32 {
        for fin in [0u64, 3, 9, 10, 11, 1000] {
            let temoin = std::rc::Rc::new(Temoin::default());
            let travail: Operation = Box::pin(async move {
                sleep(ms(fin)).await;
                valeur
            });
            let operation = Surveillee {
                travail: Some(travail),
                temoin: temoin.clone(),
            };
            let mut appel = std::pin::pin!(candidat(ms(10), Box::pin(operation)));
            let mut pas = 0;
            let (issue, quand) = 'fini: loop {
                for _ in 0..5 {
                    let mut etat = std::task::Poll::Pending;
                    std::future::poll_fn(|cx| {
                        etat = appel.as_mut().poll(cx);
                        std::task::Poll::Ready(())
                    })
                    .await;
                    if let std::task::Poll::Ready(issue) = etat {
                        break 'fini (issue, pas);
                    }
                    tokio::task::yield_now().await;
                }
                if pas > 30 {
                    return Err("toujours là".into());
                }
                tokio::time::advance(ms(1)).await;
                pas += 1;
            };
            if issue != (fin <= 10).then_some(valeur) {
                return Err(format!("{fin} ms : {issue:?}"));
            }
            if quand != fin.min(10) {
                return Err(format!("{fin} ms : au bout de {quand}"));
            }
            if temoin.relue.get() {
                return Err("relue".into());
            }
            if !temoin.detruite.get() {
                return Err("gardée".into());
            }
        }
    }
    Ok(())
}
