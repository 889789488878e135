// faute   : le verrou est rendu entre la vérification et le débit
// message : garde le verrou de la vérification
// test    : etape3::deux_retraits_simultanes_ne_depensent_pas_deux_fois_le_meme_argent

async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant> {
    if de.numero == vers.numero {
        return if de.solde().await < montant {
            Err(SoldeInsuffisant)
        } else {
            Ok(())
        };
    }
    if de.solde().await < montant {
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
    *debite = debite.saturating_sub(montant);
    *credite += montant;
    Ok(())
}
