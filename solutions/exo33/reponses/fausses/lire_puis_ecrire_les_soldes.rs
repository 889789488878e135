// faute   : les soldes sont lus, puis écrits sous d'autres verrous
// message : un solde lu sous un verrou et écrit sous un autre

async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant> {
    if de.numero == vers.numero {
        return if de.solde().await < montant {
            Err(SoldeInsuffisant)
        } else {
            Ok(())
        };
    }
    let (avant_de, avant_vers) = (de.solde().await, vers.solde().await);
    if avant_de < montant {
        return Err(SoldeInsuffisant);
    }
    let (mut debite, mut credite);
    if de.numero < vers.numero {
        debite = de.solde.lock().await;
        credite = vers.solde.lock().await;
    } else {
        credite = vers.solde.lock().await;
        debite = de.solde.lock().await;
    }
    *debite = avant_de - montant;
    *credite = avant_vers + montant;
    Ok(())
}
