// faute   : la comparaison passe par `i64` : un montant immense devient négatif
// message : tous deux sans signe
// test    : etape3::un_refus_laisse_les_deux_comptes_intacts

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
    if (*debite as i64).wrapping_sub(montant as i64) < 0 {
        return Err(SoldeInsuffisant);
    }
    *debite = debite.wrapping_sub(montant);
    *credite = credite.wrapping_add(montant);
    Ok(())
}
