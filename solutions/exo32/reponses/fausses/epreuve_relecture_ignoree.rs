// faute   : l'opération supporte d'être interrogée après sa fin, et personne n'en dit rien
// message : qui note si on l'interroge après sa fin

async fn eprouver_le_delai<C>(candidat: C) -> Result<(), String>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    let limite = Duration::from_millis(100);
    for valeur in 0..64 {
        for fin in [0, 40, 99, 100, 101, 100_000] {
            let fin = Duration::from_millis(fin);
            let temoin = std::rc::Rc::new(Temoin::default());
            let vie = Surveillee {
                travail: None,
                temoin: temoin.clone(),
            };
            let mut sommeil = Box::pin(sleep(fin));
            let operation = std::future::poll_fn(move |cx| {
                let _vie = &vie;
                if sommeil.is_elapsed() {
                    return std::task::Poll::Ready(valeur);
                }
                sommeil.as_mut().poll(cx).map(|()| valeur)
            });
            let depart = Instant::now();
            let issue = timeout(limite * 10, candidat(limite, Box::pin(operation))).await;
            let Ok(issue) = issue else {
                return Err(format!("{fin:?} : le candidat attend toujours"));
            };
            let (duree, prevue) = (depart.elapsed(), fin.min(limite));
            if issue != (fin <= limite).then_some(valeur) {
                return Err(format!("{fin:?} : {issue:?}"));
            }
            if duree != prevue {
                return Err(format!("{fin:?} : {duree:?} au lieu de {prevue:?}"));
            }

            if issue.is_none() && !temoin.detruite.get() {
                return Err(format!("{fin:?} : abandonnée sans être détruite"));
            }
        }
    }
    Ok(())
}
