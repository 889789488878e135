// faute   : le compte est crédité avant que le solde soit vérifié
// message : vérifie avant de toucher à quoi que ce soit

async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant> {
    if de.numero == vers.numero {
        return if de.solde().await < montant {
            Err(SoldeInsuffisant)
        } else {
            Ok(())
        };
    }
    let (mut debite, mut credite);
    if de.numero < vers.numero {
        debite = de.solde.lock().await;
        credite = vers.solde.lock().await;
    } else {
        credite = vers.solde.lock().await;
        debite = de.solde.lock().await;
    }
    *credite = credite.saturating_add(montant);
    if *debite < montant {
        return Err(SoldeInsuffisant);
    }
    *debite -= montant;
    Ok(())
}
