// faute   : l'égalité n'est essayée que douze fois : un tirage au sort passe parfois
// message : recommence, quelques dizaines de fois

async fn eprouver_le_delai<C>(candidat: C) -> Result<(), String>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    let limite = Duration::from_millis(100);
    for valeur in 0..12 {
        for fin in [0, 40, 99, 100, 101, 100_000] {
            let fin = Duration::from_millis(fin);
            let temoin = std::rc::Rc::new(Temoin::default());
            let operation = Surveillee {
                travail: Some(Box::pin(async move {
                    sleep(fin).await;
                    valeur
                })),
                temoin: temoin.clone(),
            };
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
            if temoin.relue.get() {
                return Err(format!("{fin:?} : interrogée après sa fin"));
            }
            if issue.is_none() && !temoin.detruite.get() {
                return Err(format!("{fin:?} : abandonnée sans être détruite"));
            }
        }
    }
    Ok(())
}
