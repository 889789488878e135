// faute   : les deux verrous sont demandés ensemble, sans ordre
// message : Demander les deux ensemble, par `join!`
// test    : etape3::un_virement_coupe_par_son_inverse_ne_le_fige_pas

async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant> {
    if de.numero == vers.numero {
        return if de.solde().await < montant {
            Err(SoldeInsuffisant)
        } else {
            Ok(())
        };
    }
    let (mut debite, mut credite) = tokio::join!(de.solde.lock(), vers.solde.lock());
    if *debite < montant {
        return Err(SoldeInsuffisant);
    }
    *debite -= montant;
    *credite += montant;
    Ok(())
}
