// faute   : l'épreuve arrête une horloge qui l'est déjà
// message : elle n'a pas à l'arrêter

async fn eprouver_le_delai<C>(candidat: C) -> Result<(), String>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    tokio::time::pause();
    let limite = Duration::from_millis(100);
    let essai = candidat(limite, Box::pin(std::future::ready(1)));
    let _ = timeout(Duration::from_secs(1), essai).await;
    Ok(())
}
