// faute   : l'ordre des verrous compare des numéros coupés à 16 bits : à égalité, c'est celui des arguments
// message : tous doivent prendre les deux verrous dans le même ordre
// test    : etape3::des_virements_croises_ne_se_figent_pas

async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant> {
    if de.numero == vers.numero {
        return if de.solde().await < montant {
            Err(SoldeInsuffisant)
        } else {
            Ok(())
        };
    }
    let (mut debite, mut credite);
    if (de.numero as u16) < (vers.numero as u16) {
        debite = de.solde.lock().await;
        credite = vers.solde.lock().await;
    } else {
        credite = vers.solde.lock().await;
        debite = de.solde.lock().await;
    }
    if *debite < montant {
        return Err(SoldeInsuffisant);
    }
    *debite -= montant;
    *credite += montant;
    Ok(())
}
