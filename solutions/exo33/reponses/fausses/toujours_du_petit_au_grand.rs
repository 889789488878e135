// faute   : les verrous sont bien ordonnés, mais l'argent suit leur ordre
// message : quel que soit l'ordre dans lequel leurs verrous ont été pris

async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant> {
    if de.numero == vers.numero {
        return if de.solde().await < montant {
            Err(SoldeInsuffisant)
        } else {
            Ok(())
        };
    }
    let (premier, second) = if de.numero < vers.numero {
        (de, vers)
    } else {
        (vers, de)
    };
    let mut debite = premier.solde.lock().await;
    let mut credite = second.solde.lock().await;
    if *debite < montant {
        return Err(SoldeInsuffisant);
    }
    *debite -= montant;
    *credite += montant;
    Ok(())
}
