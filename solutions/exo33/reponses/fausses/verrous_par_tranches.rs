// faute   : des virements dont les numéros ont le même reste par 256 partagent un verrou de plus
// message : ou à ceux dont les numéros ont le même reste
// test    : etape3::un_virement_ne_retarde_pas_ceux_des_autres_comptes

use std::rc::Rc;

thread_local! {
    static TRANCHES: Vec<Rc<Mutex<()>>> = (0..256).map(|_| Rc::default()).collect();
}

fn tranche(numero: usize) -> Rc<Mutex<()>> {
    TRANCHES.with(|tranches| Rc::clone(&tranches[numero]))
}

async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant> {
    let (a, b) = (de.numero as usize % 256, vers.numero as usize % 256);
    let (basse, haute) = (tranche(a.min(b)), tranche(a.max(b)));
    let _basse = basse.lock().await;
    let _haute = if a == b {
        None
    } else {
        Some(haute.lock().await)
    };
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
    *credite += montant;
    Ok(())
}
