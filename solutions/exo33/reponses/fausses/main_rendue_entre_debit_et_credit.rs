// faute   : les deux verrous tenus, un `yield_now` entre le débit et le crédit : abandonné là, l'argent est perdu
// message : un `.await` sépare le débit du crédit
// test    : etape3::abandonner_un_virement_qui_attend_ne_perd_pas_d_argent

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
    tokio::task::yield_now().await;
    *credite += montant;
    Ok(())
}
