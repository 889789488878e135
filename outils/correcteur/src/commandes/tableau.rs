//! `cargo exo`, sans commande : le tableau de l'apprenant.

use crate::compagnon::tableau;
use crate::cours::Cours;
use crate::modele::resultat::Resultat;
use crate::moteur::compilation::Atelier;
use crate::moteur::execution::DELAI_PAR_TEST;

/// Affiche le tableau ; vrai si tout est acquis.
///
/// # Errors
/// Le cours ne se lit pas, ou la machine fait défaut.
pub fn executer() -> anyhow::Result<bool> {
    let cours = Cours::courant()?;
    let atelier = Atelier::preparer(&cours)?;
    let resultats = tableau::tester(&cours, &atelier, DELAI_PAR_TEST)?;
    print!("{}", tableau::afficher(&cours, &resultats));
    Ok(resultats.iter().all(Resultat::reussi))
}
