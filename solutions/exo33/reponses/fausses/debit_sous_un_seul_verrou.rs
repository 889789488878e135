// faute   : le bon ordre, mais le débit est fait dès le premier verrou
// message : le débit est fait avant d'avoir obtenu le second verrou
// test    : etape3::abandonner_un_virement_qui_attend_ne_perd_pas_d_argent

async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant> {
    if de.numero == vers.numero {
        return if de.solde().await < montant {
            Err(SoldeInsuffisant)
        } else {
            Ok(())
        };
    }
    if de.numero < vers.numero {
        let mut debite = de.solde.lock().await;
        *debite = debite.checked_sub(montant).ok_or(SoldeInsuffisant)?;
        *vers.solde.lock().await += montant;
    } else {
        let mut credite = vers.solde.lock().await;
        let mut debite = de.solde.lock().await;
        *debite = debite.checked_sub(montant).ok_or(SoldeInsuffisant)?;
        *credite += montant;
    }
    Ok(())
}
