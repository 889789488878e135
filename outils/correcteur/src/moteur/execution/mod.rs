//! Une épreuve : faire passer à une réponse compilée tous les tests de l'inventaire. D'abord ensemble, dans un
//! seul processus, où chacun signe ce qu'il réussit ; puis à part, chacun dans un processus à lui, tous ceux que
//! cela n'a pas départagés, et tous ceux d'une réponse où l'un pourrait fausser l'autre.

mod a_part;
mod ensemble;
mod lancement;
mod sceau;
mod verdict;

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;

pub(crate) use self::a_part::Credit;
pub use self::a_part::passer_a_part;
use self::sceau::{Sceau, fermer_a_la_lecture};
use crate::cours::Exercice;
use crate::cours::reponse::{self, Illisible};
use crate::modele::resultat::{Empechement, Resultat, ResultatTest};
use crate::moteur::bac_a_sable::BacASable;
use crate::moteur::compilation::{Atelier, Compilation, Compilee};

/// Temps réel laissé à un test, compilation non comprise.
pub(crate) const DELAI_PAR_TEST: Duration = Duration::from_secs(10);

/// Tests à part, à la fois, pour une réponse seule : ils sont peu, et attendent presque tous.
const ISOLES_DE_FRONT: usize = 8;

/// Note une réponse. L'arbre est un dossier vide, qui n'est qu'à elle.
///
/// # Errors
/// Le disque, `rustc` ou le système fait défaut ; une réponse fausse, illisible ou hostile n'est pas une
/// erreur.
pub fn noter(
    atelier: &Atelier,
    exercice: &Exercice,
    reponse: &str,
    arbre: &Path,
    delai: Duration,
) -> anyhow::Result<Resultat> {
    let credit = Credit::d_une_copie(delai);
    noter_a_credit(atelier, exercice, reponse, arbre, delai, &credit)
}

/// Note une des réponses d'une copie, dans le temps qui reste à celle-ci. Comme [`noter`].
///
/// # Errors
/// Comme [`noter`].
pub(crate) fn noter_a_credit(
    atelier: &Atelier,
    exercice: &Exercice,
    reponse: &str,
    arbre: &Path,
    delai: Duration,
    credit: &Credit,
) -> anyhow::Result<Resultat> {
    let compilation = atelier.compiler(exercice, reponse, arbre, None)?;
    let a_part = if reponse::a_un_etat_global(reponse) {
        APart::Tous
    } else {
        APart::Aucun
    };
    let regime = Regime {
        delai,
        a_part,
        credit: Some(credit),
    };
    tester(atelier, exercice, compilation, arbre, regime)
}

/// Comment passent les tests d'une réponse.
#[derive(Debug, Clone, Copy)]
struct Regime<'a> {
    /// Temps réel laissé à chacun.
    delai: Duration,
    a_part: APart,
    /// Ce qui reste à la copie. Avec un crédit, une étape où un test fige est perdue, et le reste n'en est pas passé ; sans
    /// crédit, tout l'est.
    credit: Option<&'a Credit>,
}

/// Les tests qui ne passent jamais avec les autres.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum APart {
    Aucun,
    /// Ceux de cette étape.
    Etape(u32),
    Tous,
}

impl APart {
    fn contient(self, etape: u32) -> bool {
        match self {
            APart::Aucun => false,
            APart::Etape(numero) => numero == etape,
            APart::Tous => true,
        }
    }
}

/// Juge une réponse du corpus, qui ne triche pas, dans un arbre où une autre réponse au même exercice vient de
/// l'être : le compilateur reprend tout ce que les deux ont de commun, c'est-à-dire surtout les tests. Ceux de
/// l'étape fautive, s'il y en a une, passent tous à part : c'est à eux de voir la faute.
///
/// # Errors
/// Comme [`noter`].
pub(crate) fn juger_a_la_suite(
    atelier: &Atelier,
    exercice: &Exercice,
    reponse: &str,
    arbre: &Path,
    delai: Duration,
    etape_fautive: Option<u32>,
) -> anyhow::Result<Resultat> {
    let increments = arbre.join("increments");
    let compilation = atelier.compiler(exercice, reponse, arbre, Some(&increments))?;
    let a_part = etape_fautive.map_or(APart::Aucun, APart::Etape);
    // Tout est passé : c'est à chaque test de dire ce qu'il voit.
    let regime = Regime {
        delai,
        a_part,
        credit: None,
    };
    de_front(|| tester(atelier, exercice, compilation, arbre, regime))
}

/// Ce que valent les tests de la réponse que l'apprenant est en train d'écrire, dans un arbre qui se garde
/// d'une fois sur l'autre.
///
/// # Errors
/// Comme [`noter`].
pub fn noter_en_cours(
    atelier: &Atelier,
    exercice: &Exercice,
    arbre: &Path,
    delai: Duration,
) -> anyhow::Result<Resultat> {
    let reponse = match reponse::lire(&exercice.enonce()) {
        Ok(reponse) => reponse,
        Err(illisible) => return Ok(illisible_en_resultat(exercice, &illisible)),
    };
    noter_texte_en_cours(atelier, exercice, &reponse, arbre, delai)
}

/// Comme [`noter_en_cours`], sur un texte déjà lu.
///
/// # Errors
/// Comme [`noter`].
pub fn noter_texte_en_cours(
    atelier: &Atelier,
    exercice: &Exercice,
    reponse: &str,
    arbre: &Path,
    delai: Duration,
) -> anyhow::Result<Resultat> {
    // Deux commandes peuvent vouloir le même arbre : `suivre` dans un terminal, le tableau dans un autre.
    let verrou = File::create(arbre.join("verrou")).context("le dossier target ne s'écrit pas")?;
    let mut verrou = fd_lock::RwLock::new(verrou);
    let _seul = verrou
        .write()
        .context("le dossier target ne se verrouille pas")?;
    let compilation = atelier.compiler_si_besoin(exercice, reponse, arbre)?;
    // Ensemble, même avec un état global : c'est ce que fait `cargo test`, et l'apprenant attend.
    let credit = Credit::d_une_copie(delai);
    let regime = Regime {
        delai,
        a_part: APart::Aucun,
        credit: Some(&credit),
    };
    de_front(|| tester(atelier, exercice, compilation, arbre, regime))
}

/// Ce que rend ce travail, [`ISOLES_DE_FRONT`] tests à la fois.
fn de_front<T: Send>(travail: impl FnOnce() -> anyhow::Result<T> + Send) -> anyhow::Result<T> {
    let equipe = rayon::ThreadPoolBuilder::new()
        .num_threads(ISOLES_DE_FRONT)
        .build()?;
    equipe.install(travail)
}

/// Le résultat d'une réponse qui ne se lit pas.
pub(crate) fn illisible_en_resultat(exercice: &Exercice, illisible: &Illisible) -> Resultat {
    let raison = illisible.to_string();
    let empechement = match illisible {
        Illisible::Absent | Illisible::Vide => Empechement::NonRendu { raison },
        _ => Empechement::Illisible { raison },
    };
    Resultat::empeche(exercice, empechement)
}

fn tester(
    atelier: &Atelier,
    exercice: &Exercice,
    compilation: Compilation,
    arbre: &Path,
    regime: Regime<'_>,
) -> anyhow::Result<Resultat> {
    Ok(match compilation {
        Compilation::Reussie(compilee) => {
            fermer_a_la_lecture(&compilee.programme)?;
            let sceau = Sceau::poser(&compilee.programme)?;
            let bac = atelier.bac_a_sable();
            let tests = passer_les_tests(bac, exercice, &compilee, arbre, regime);
            // D'abord : un programme remplacé peut aussi ne plus se lancer.
            if sceau.est_intact(&compilee.programme) {
                Resultat::de_tests(exercice, compilee.avertissements, tests?)
            } else {
                let raison = "la réponse a modifié le programme de ses propres tests".to_owned();
                Resultat::empeche(exercice, Empechement::Sabotage { raison })
            }
        }
        Compilation::Refusee { erreurs, autres } => Resultat {
            erreurs_de_plus: autres,
            ..Resultat::empeche(exercice, Empechement::NeCompilePas { erreurs })
        },
        Compilation::Interrompue(raison) => {
            Resultat::empeche(exercice, Empechement::CompilationInterrompue { raison })
        }
    })
}

/// Passe tous les tests de l'inventaire ensemble, sauf ceux qui passent toujours à part ; puis à part ceux-là, et
/// ceux dont le sort n'est pas clair.
fn passer_les_tests(
    bac: &BacASable,
    exercice: &Exercice,
    compilee: &Compilee,
    arbre: &Path,
    regime: Regime<'_>,
) -> anyhow::Result<Vec<ResultatTest>> {
    let ensemble: Vec<&str> = exercice
        .tests()
        .filter(|&(etape, _)| !regime.a_part.contient(etape))
        .map(|(_, nom)| nom)
        .collect();
    let connus = ensemble::passer(bac, exercice, &ensemble, &compilee.programme, arbre)?;
    let credit = regime.credit;
    passer_a_part(
        bac,
        exercice,
        compilee,
        arbre,
        regime.delai,
        &connus,
        credit,
    )
}
