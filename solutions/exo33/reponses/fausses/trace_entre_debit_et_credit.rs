// faute   : les deux verrous tenus, une trace d'une milliseconde entre le débit et le crédit : abandonné là, l'argent est perdu
// message : un `.await` sépare le débit du crédit

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
    if *debite < montant {
        return Err(SoldeInsuffisant);
    }
    *debite -= montant;
    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    *credite += montant;
    Ok(())
}
