// faute   : le virement renonce au bout d'une minute
// message : ni une raison de renoncer
// test    : etape3::un_virement_qui_attend_un_verrou_n_a_encore_rien_change

async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant> {
    if de.numero == vers.numero {
        return if de.solde().await < montant {
            Err(SoldeInsuffisant)
        } else {
            Ok(())
        };
    }
    let limite = std::time::Duration::from_secs(60);
    let (premier, second) = if de.numero < vers.numero {
        (de, vers)
    } else {
        (vers, de)
    };
    let Ok((un, deux)) = tokio::time::timeout(limite, async {
        (premier.solde.lock().await, second.solde.lock().await)
    })
    .await
    else {
        return Err(SoldeInsuffisant);
    };
    let (mut debite, mut credite) = if de.numero < vers.numero {
        (un, deux)
    } else {
        (deux, un)
    };
    if *debite < montant {
        return Err(SoldeInsuffisant);
    }
    *debite -= montant;
    *credite += montant;
    Ok(())
}
