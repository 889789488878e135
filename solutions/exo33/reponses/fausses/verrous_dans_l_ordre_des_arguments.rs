// faute   : `de` puis `vers` : A vers B contre B vers A
// message : des virements croisés tiennent chacun le verrou
// test    : etape3::des_virements_en_cercle_ne_se_figent_pas

async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant> {
    if de.numero == vers.numero {
        return if de.solde().await < montant {
            Err(SoldeInsuffisant)
        } else {
            Ok(())
        };
    }
    let mut debite = de.solde.lock().await;
    let mut credite = vers.solde.lock().await;
    if *debite < montant {
        return Err(SoldeInsuffisant);
    }
    *debite -= montant;
    *credite += montant;
    Ok(())
}
