// faute   : une tolérance de 2 ms sur chaque durée, et aucune opération juste au-delà de la limite
// message : se compare à l'égalité, sans tolérance
// test    : etape6::un_candidat_qui_n_est_pas_a_l_heure_est_refuse

async fn eprouver_le_delai<C>(candidat: C) -> Result<(), String>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    let limite = Duration::from_millis(100);
    for valeur in 0..64 {
        for fin in [0, 40, 100, 250, 100_000] {
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
            if duree.abs_diff(prevue) > Duration::from_millis(2) {
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
