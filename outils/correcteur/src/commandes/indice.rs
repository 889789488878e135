//! `cargo exo indice` : un indice du README, un seul à la fois.

use anyhow::{Context, ensure};
use clap::Args;
use console::style;

use crate::compagnon::tableau::etape_en_cours;
use crate::compagnon::vue;
use crate::cours::lecon::Lecon;
use crate::cours::{Cours, Exercice};
use crate::moteur::compilation::Atelier;
use crate::moteur::execution::{DELAI_PAR_TEST, noter_en_cours};
use crate::socle::terminal::{Attente, largeur_du_terminal};

/// Options de `cargo exo indice`.
#[derive(Debug, Args)]
#[command(after_help = "\
Les indices vont d'une question au code presque entier. Rien n'est retenu d'une fois sur l'autre : sans \
--niveau, c'est le premier ; --niveau 2 et --niveau 3 donnent les suivants. (Dans cargo exo suivre, la \
touche i les donne l'un après l'autre.)")]
pub struct Options {
    /// L'exercice, comme 31 ou exo31 ; sans lui, le premier qui n'est pas acquis.
    #[arg(value_name = "NN")]
    exo: Option<String>,
    /// L'étape ; sans elle, la première qui n'est pas acquise.
    #[arg(value_name = "ÉTAPE")]
    etape: Option<u32>,
    /// Le rang de l'indice, à partir de 1.
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "tout")]
    niveau: usize,
    /// Tous les indices de l'étape.
    #[arg(long)]
    tout: bool,
}

/// Affiche l'indice demandé.
///
/// # Errors
/// L'exercice, l'étape ou l'indice n'existe pas, ou l'étape en cours ne peut pas être trouvée.
pub fn executer(options: &Options) -> anyhow::Result<bool> {
    let cours = Cours::courant()?;
    let Some((exercice, etape)) = cible(&cours, options)? else {
        let choisi = options.exo.as_deref();
        let choisi = choisi.map(|exo| cours.exercice(exo)).transpose()?;
        let quoi = choisi.map_or("Tout", |exercice| &exercice.nom);
        let exemple = choisi.unwrap_or(&cours.exercices[0]).numero();
        println!(
            "{quoi} est acquis : il n'y a plus rien à indiquer.\nPour une étape précise : cargo exo indice {exemple} 2"
        );
        return Ok(true);
    };
    let decrite = exercice
        .etapes
        .iter()
        .find(|decrite| decrite.numero == etape);
    let decrite = decrite.with_context(|| {
        format!(
            "{} n'a pas d'étape {etape} ; il y en a {}",
            exercice.nom,
            exercice.etapes.len()
        )
    })?;
    let lecon = Lecon::du_dossier(&exercice.dossier)?;
    let total = lecon.indices(etape).len();
    ensure!(
        total > 0,
        "{} n'a pas d'indice pour l'étape {etape}",
        exercice.nom
    );
    ensure!(
        options.tout || (1..=total).contains(&options.niveau),
        "l'étape {etape} a {total} indices : --niveau va de 1 à {total}"
    );
    let lesquels = if options.tout {
        0..total
    } else {
        options.niveau - 1..options.niveau
    };
    let reste = total - lesquels.end;

    println!("{}, étape {etape} : {}", exercice.nom, decrite.titre);
    let rang = if options.tout {
        format!("les {total} indices")
    } else {
        format!("indice {} sur {total}", options.niveau)
    };
    println!("{}\n", style(rang).dim());
    println!(
        "{}",
        vue::indices(&lecon, etape, lesquels, largeur_du_terminal()).trim_end()
    );
    if reste > 0 {
        let suivant = options.niveau + 1;
        println!(
            "\nEncore bloqué ? cargo exo indice {} {etape} --niveau {suivant}",
            exercice.numero()
        );
    }
    Ok(true)
}

/// L'exercice et l'étape demandés, ou ceux où en est l'apprenant ; `None` si tout est acquis.
fn cible<'a>(cours: &'a Cours, options: &Options) -> anyhow::Result<Option<(&'a Exercice, u32)>> {
    let choisi = options
        .exo
        .as_deref()
        .map(|exo| cours.exercice(exo))
        .transpose()?;
    if let (Some(exercice), Some(etape)) = (choisi, options.etape) {
        return Ok(Some((exercice, etape)));
    }
    let atelier = Atelier::preparer(cours)?;
    let attente = Attente::default();
    let candidats = match choisi {
        Some(exercice) => std::slice::from_ref(exercice),
        None => &cours.exercices[..],
    };
    for exercice in candidats {
        attente.animer(&format!("où tu en es : {}", exercice.nom));
        let resultat = noter_en_cours(
            &atelier,
            exercice,
            &cours.arbre_de(exercice)?,
            DELAI_PAR_TEST,
        )?;
        if let Some(etape) = etape_en_cours(exercice, &resultat) {
            return Ok(Some((exercice, etape)));
        }
    }
    Ok(None)
}
