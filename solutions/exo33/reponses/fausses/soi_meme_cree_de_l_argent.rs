// faute   : les deux soldes sont lus puis écrits : à soi-même, l'un écrase l'autre
// message : écrire l'un puis l'autre crée ou détruit

async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant> {
    let (premier, second) = if de.numero < vers.numero {
        (de, vers)
    } else {
        (vers, de)
    };
    let un = premier.solde.lock().await;
    let deux = if de.numero == vers.numero {
        None
    } else {
        Some(second.solde.lock().await)
    };
    let (avant_de, avant_vers) = match &deux {
        None => (*un, *un),
        Some(deux) if de.numero < vers.numero => (*un, **deux),
        Some(deux) => (**deux, *un),
    };
    if avant_de < montant {
        return Err(SoldeInsuffisant);
    }
    let (mut un, deux) = (un, deux);
    match deux {
        None => *un = avant_vers + montant,
        Some(mut deux) if de.numero < vers.numero => {
            *un = avant_de - montant;
            *deux = avant_vers + montant;
        }
        Some(mut deux) => {
            *deux = avant_de - montant;
            *un = avant_vers + montant;
        }
    }
    Ok(())
}
