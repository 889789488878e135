// faute   : `vers` puis `de` : la même étreinte dans l'autre sens
// message : des virements croisés tiennent chacun le verrou

async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant> {
    if de.numero == vers.numero {
        return if de.solde().await < montant {
            Err(SoldeInsuffisant)
        } else {
            Ok(())
        };
    }
    let mut credite = vers.solde.lock().await;
    let mut debite = de.solde.lock().await;
    if *debite < montant {
        return Err(SoldeInsuffisant);
    }
    *debite -= montant;
    *credite += montant;
    Ok(())
}
