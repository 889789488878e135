//! `cargo exo suivre` : juger l'exercice en cours à chaque enregistrement.

use clap::Args;

use crate::compagnon::suivi::suivre;
use crate::cours::Cours;

/// Options de `cargo exo suivre`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Touches : l leçon de l'étape, i indice suivant, o ouvrir le fichier, r relancer les tests, d démonstration \
(cargo run -p exoNN), n et p exercice suivant et précédent, t tout voir, s solution (une fois l'exercice réussi), \
b tableau, q quitter ; les flèches et l'espace font défiler, Ctrl-Z rend la main au shell (fg la redonne). Enregistrer un \
autre exercice y mène. Sans terminal (sortie redirigée), les verdicts s'écrivent à la suite.

Rien n'oblige à s'en servir : cargo test -p exoNN juge de même.")]
pub struct Options {
    /// L'exercice, comme 31 ou exo31 ; sans lui, le premier qui n'est pas acquis.
    #[arg(value_name = "NN")]
    exo: Option<String>,
}

/// Suit jusqu'à ce qu'on quitte.
///
/// # Errors
/// L'exercice n'existe pas, le cours ne se lit pas, ou le terminal fait défaut.
pub fn executer(options: &Options) -> anyhow::Result<bool> {
    let cours = Cours::courant()?;
    let choisi = options
        .exo
        .as_deref()
        .map(|designation| cours.exercice(designation))
        .transpose()?
        .and_then(|choisi| {
            cours
                .exercices
                .iter()
                .position(|exercice| exercice.nom == choisi.nom)
        });
    suivre(cours, choisi)?;
    Ok(true)
}
