// faute   : l'épreuve accepte tout
// message : ne tient pas la promesse de l'étape 2 : `Err`

async fn eprouver_le_delai<C>(candidat: C) -> Result<(), String>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    let essai = candidat(Duration::from_millis(1), Box::pin(std::future::ready(1)));
    let _ = timeout(Duration::from_secs(1), essai).await;
    Ok(())
}
