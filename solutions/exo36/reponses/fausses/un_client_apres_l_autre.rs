// faute   : chaque client est servi avant d'accepter le suivant
// message : sert un client après l'autre
// test    : etape6::un_client_lent_ne_fait_pas_attendre_les_autres

async fn servir(
    ecoute: TcpListener,
    limites: Limites,
    arret: impl Future<Output = ()>,
) -> anyhow::Result<u64> {
    let mut arret = pin!(arret);
    let mut total = 0;
    loop {
        let flux = tokio::select! {
            () = &mut arret => return Ok(total),
            flux = accepter(&ecoute) => flux,
        };
        total += u64::from(matches!(traiter(flux, limites.clone()).await, Ok(true)));
    }
}
