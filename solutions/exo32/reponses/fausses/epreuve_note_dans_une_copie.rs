// faute   : l'opération note sa relecture dans une copie, emportée par `move`
// message : Un `bool` qu'emporte `move` est une copie
// test    : etape6::un_candidat_qui_interroge_l_operation_apres_sa_fin_est_refuse

async fn eprouver_le_delai<C>(candidat: C) -> Result<(), String>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    let limite = Duration::from_millis(100);
    for valeur in 0..64 {
        for fin in [0, 40, 99, 100, 101, 100_000] {
            let fin = Duration::from_millis(fin);
            let temoin = std::rc::Rc::new(Temoin::default());
            let mut surveillee = Box::pin(Surveillee {
                travail: Some(Box::pin(async move {
                    sleep(fin).await;
                    valeur
                })),
                temoin: temoin.clone(),
            });
            let (mut finie, mut relue) = (false, false);
            let operation = std::future::poll_fn(move |cx| {
                if finie {
                    relue = true;
                    return std::task::Poll::Pending;
                }
                let etat = surveillee.as_mut().poll(cx);
                finie = etat.is_ready();
                etat
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
            if relue {
                return Err(format!("{fin:?} : interrogée après sa fin"));
            }
            if issue.is_none() && !temoin.detruite.get() {
                return Err(format!("{fin:?} : abandonnée sans être détruite"));
            }
        }
    }
    Ok(())
}
