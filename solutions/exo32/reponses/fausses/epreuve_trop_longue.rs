// faute   : des limites d'une minute : l'épreuve dure plus d'une heure
// message : n'a qu'une heure de cette horloge
// test    : etape6::un_candidat_juste_est_accepte

async fn eprouver_le_delai<C>(candidat: C) -> Result<(), String>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    for (limite, fins) in [(
        Duration::from_secs(60),
        [0u64, 30_000, 60_000, 60_001, 90_000],
    )] {
        for valeur in 7..47 {
            for fin in fins {
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
                let Ok(issue) = timeout(limite * 2, candidat(limite, Box::pin(operation))).await
                else {
                    return Err("attend".into());
                };
                if issue != (fin <= limite).then_some(valeur)
                    || depart.elapsed() != fin.min(limite)
                    || temoin.relue.get()
                {
                    return Err("faux".into());
                }
                if !temoin.detruite.get() {
                    return Err("gardée".into());
                }
            }
        }
    }
    Ok(())
}
