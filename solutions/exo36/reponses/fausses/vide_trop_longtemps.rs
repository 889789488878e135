// faute   : ce qui suit est lu pendant trente secondes
// message : quelques secondes au plus

async fn fermer(flux: &mut TcpStream, delai: Duration) {
    let _ = timeout(delai.max(Duration::from_secs(30)), async {
        flux.shutdown().await?;
        tokio::io::copy(flux, &mut tokio::io::sink()).await
    })
    .await;
}
