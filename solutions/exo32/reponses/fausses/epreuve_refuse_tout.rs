// faute   : l'épreuve refuse tout
// message : tient la promesse de l'étape 2 : `Ok(())`

async fn eprouver_le_delai<C>(candidat: C) -> Result<(), String>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    let essai = candidat(Duration::from_millis(1), Box::pin(std::future::ready(1)));
    let issue = timeout(Duration::from_secs(1), essai).await;
    Err(format!("{issue:?} ne me plaît pas"))
}
