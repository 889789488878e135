// faute   : un compte occupé est pris pour un solde insuffisant
// message : un verrou occupé s'attend

async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant> {
    if de.numero == vers.numero {
        return if de.solde().await < montant {
            Err(SoldeInsuffisant)
        } else {
            Ok(())
        };
    }
    let (Ok(mut debite), Ok(mut credite)) = (de.solde.try_lock(), vers.solde.try_lock()) else {
        return Err(SoldeInsuffisant);
    };
    if *debite < montant {
        return Err(SoldeInsuffisant);
    }
    *debite -= montant;
    *credite += montant;
    Ok(())
}
