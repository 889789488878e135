// faute   : le premier verrou est gardé pendant qu'on réessaie le second
// message : des virements croisés tiennent chacun le verrou

async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant> {
    if de.numero == vers.numero {
        return if de.solde().await < montant {
            Err(SoldeInsuffisant)
        } else {
            Ok(())
        };
    }
    let mut debite = de.solde.lock().await;
    let mut credite = loop {
        if let Ok(garde) = vers.solde.try_lock() {
            break garde;
        }
        tokio::task::yield_now().await;
    };
    if *debite < montant {
        return Err(SoldeInsuffisant);
    }
    *debite -= montant;
    *credite += montant;
    Ok(())
}
