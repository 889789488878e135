//! `cargo exo solution` : la solution en regard de ce qu'on a écrit, une fois qu'on a réussi.

use clap::Args;
use console::style;

use crate::compagnon::comparaison::en_regard;
use crate::cours::Cours;
use crate::moteur::compilation::Atelier;
use crate::moteur::execution::{DELAI_PAR_TEST, noter_en_cours};
use crate::socle::mise_en_page::replier;
use crate::socle::terminal::{Attente, largeur_du_terminal};

/// Options de `cargo exo solution`.
#[derive(Debug, Args)]
pub struct Options {
    /// L'exercice, comme 31 ou exo31.
    #[arg(value_name = "NN")]
    exo: String,
    /// La montrer même si l'exercice ne passe pas encore.
    #[arg(long)]
    quand_meme: bool,
}

/// Affiche la comparaison ; faux si l'exercice ne passe pas encore.
///
/// # Errors
/// L'exercice n'existe pas, ou un fichier ne se lit pas.
pub fn executer(options: &Options) -> anyhow::Result<bool> {
    let cours = Cours::courant()?;
    let exercice = cours.exercice(&options.exo)?;
    cours.exiger_les_solutions()?;
    let atelier = Atelier::preparer(&cours)?;
    let attente = Attente::default();
    attente.animer(&format!("essai de {}", exercice.nom));
    let resultat = noter_en_cours(
        &atelier,
        exercice,
        &cours.arbre_de(exercice)?,
        DELAI_PAR_TEST,
    )?;
    drop(attente);
    if !resultat.reussi() && !options.quand_meme {
        let (nom, numero) = (&exercice.nom, exercice.numero());
        let refus = format!(
            "{nom} ne passe pas encore : la solution s'ouvre quand tous ses tests réussissent."
        );
        println!("{}", replier(&refus, largeur_du_terminal(), "", ""));
        println!("Bloqué ? cargo exo indice {numero}");
        println!("La voir malgré tout : cargo exo solution {numero} --quand-meme");
        return Ok(false);
    }
    if !resultat.reussi() {
        let avertissement = "Attention : cet exercice ne passe pas encore. Lire la solution maintenant, c'est \
                             perdre ce qu'il aurait appris ; un indice suffit souvent.";
        let avertissement = replier(avertissement, largeur_du_terminal(), "", "");
        println!("{}\n", style(avertissement).yellow());
    }
    print!("{}", en_regard(&cours, exercice, largeur_du_terminal())?);
    Ok(resultat.reussi())
}
