// faute   : l'attente du candidat est bornée par la limite elle-même
// message : bien plus long que la limite
// test    : etape6::un_candidat_juste_est_accepte

async fn eprouver_le_delai<C>(candidat: C) -> Result<(), String>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    let limite = Duration::from_millis(100);
    for valeur in 0..64 {
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
            let appel = candidat(limite, Box::pin(operation));
            let issue = tokio::select! { issue = appel => issue, () = sleep(limite) => return Err("attend".into()) };
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
    Ok(())
}
