// faute   : le débit est fait avant d'attendre le second verrou
// message : le débit est fait avant d'avoir obtenu le second verrou
// message : le débit et le crédit se font ensemble

async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant> {
    if de.numero == vers.numero {
        return if de.solde().await < montant {
            Err(SoldeInsuffisant)
        } else {
            Ok(())
        };
    }
    {
        let mut debite = de.solde.lock().await;
        if *debite < montant {
            return Err(SoldeInsuffisant);
        }
        *debite -= montant;
    }
    *vers.solde.lock().await += montant;
    Ok(())
}
