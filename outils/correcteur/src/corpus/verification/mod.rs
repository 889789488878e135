//! Vérifier les tests eux-mêmes, dans les deux sens : l'énoncé échoue partout par ses `todo!`, les solutions
//! et les réponses justes passent, chaque réponse fausse échoue à son étape, et là seulement, avec le
//! message qui nomme sa faute. Les tests des autres étapes ne la jugent que s'ils peuvent en voir quelque chose
//! (voir [`crate::corpus::Reponse::seule_etape`]).

mod matrice;

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;

use crate::corpus::{Attente, Corpus, Provenance, SANS_CODE};
use crate::cours::{Cours, Exercice};
use crate::modele::resultat::{Empechement, Resultat};
use crate::moteur::compilation::Atelier;
use crate::moteur::execution::juger_a_la_suite;
use crate::socle::equipe::{a_la_file, coeurs};
use crate::socle::fichiers::lire;

pub(crate) use matrice::Refus;
use matrice::{oisifs, refus};

/// Cas menés de front, par cœur. Une réponse fausse attend souvent sans rien calculer : un seul laisserait le
/// processeur au repos.
const CAS_PAR_COEUR: usize = 2;

/// Une réponse à vérifier.
#[derive(Debug)]
pub struct Cas<'a> {
    exercice: &'a Exercice,
    /// Ce qui la désigne dans un rapport.
    nom: String,
    texte: String,
    attente: AttenteDuCas,
    /// L'étape dont les tests suffisent à la juger.
    seule_etape: Option<u32>,
    provenance: Option<Provenance>,
}

/// Tout ce qu'il y a à vérifier.
#[derive(Debug, Default)]
pub struct AVerifier<'a> {
    /// Les réponses.
    pub cas: Vec<Cas<'a>>,
    /// Celles du corpus qui ne se lisent pas, une phrase chacune.
    anomalies: Vec<String>,
}

#[derive(Debug)]
enum AttenteDuCas {
    /// L'énoncé : tous les tests rencontrent le `todo!` de leur étape.
    Enonce,
    /// La solution : tout passe, sans un avertissement.
    Solution,
    Corpus(Attente),
}

/// Ce que la vérification a vu.
#[derive(Debug, Default)]
pub struct Bilan {
    /// Réponses qui devaient passer, solutions comprises.
    pub justes: usize,
    /// Réponses qui devaient être refusées.
    pub fausses: usize,
    /// Ce qui n'est pas comme déclaré, une phrase chacun.
    pub anomalies: Vec<String>,
    /// Tests qui ne refusent que l'énoncé, ou qu'aucune réponse fausse ne cite : rien ne dirait leur perte.
    pub oisifs: Vec<String>,
    /// La matrice des refus.
    pub matrice: Vec<Refus>,
}

/// Rassemble tout ce qu'il y a à vérifier pour ces exercices.
///
/// # Errors
/// Un fichier manque ou ne se lit pas.
pub fn rassembler<'a>(cours: &Cours, exercices: &[&'a Exercice]) -> anyhow::Result<AVerifier<'a>> {
    cours.exiger_les_solutions()?;
    let mut tout = AVerifier::default();
    for &exercice in exercices {
        let nouveau = |nom: &str, texte, attente, provenance| Cas {
            exercice,
            nom: format!("{} · {nom}", exercice.nom),
            texte,
            attente,
            seule_etape: None,
            provenance,
        };
        let enonce = lire(&exercice.enonce())?;
        let solution = lire(&cours.solution(exercice))?;
        tout.cas.extend([
            nouveau("énoncé", enonce, AttenteDuCas::Enonce, None),
            nouveau("solution", solution, AttenteDuCas::Solution, None),
        ]);
        let mut corpus = Corpus::lire(cours, exercice)?;
        tout.anomalies.append(&mut corpus.anomalies);
        // Deux réponses fausses à la même étape ont presque tout en commun : le compilateur, qui repart de la
        // précédente, en a moins à refaire.
        corpus
            .fausses
            .sort_by_key(|reponse| reponse.attente.etape());
        let reponses = corpus.justes.into_iter().chain(corpus.fausses);
        tout.cas.extend(reponses.map(|reponse| {
            let nom = reponse.designation();
            let attente = AttenteDuCas::Corpus(reponse.attente);
            Cas {
                seule_etape: reponse.seule_etape,
                ..nouveau(&nom, reponse.texte, attente, reponse.provenance)
            }
        }));
    }
    Ok(tout)
}

/// Note chaque cas et le compare à ce qui doit lui arriver. `avancer` est appelé après chacun.
///
/// # Errors
/// Le disque, `rustc` ou le système fait défaut.
pub fn verifier(
    atelier: Atelier,
    tout: &AVerifier<'_>,
    delai: Duration,
    avancer: impl Fn() + Sync,
) -> anyhow::Result<Bilan> {
    let cas = &tout.cas;
    let arbres = Arbres::new()?;
    let atelier = atelier.a_l_abri(&arbres.base.path().join("bibliotheques"))?;
    let noter_le_cas = |cas: &&Cas<'_>| {
        let etape = match &cas.attente {
            AttenteDuCas::Corpus(attente) => attente.etape(),
            _ => None,
        };
        let exercice = match cas.seule_etape {
            Some(seule) => Cow::Owned(cas.exercice.reduit_a(seule)),
            None => Cow::Borrowed(cas.exercice),
        };
        let arbre = arbres.prendre(cas.exercice);
        let resultat = juger_a_la_suite(&atelier, &exercice, &cas.texte, &arbre, delai, etape);
        arbres.rendre(cas.exercice, arbre);
        avancer();
        resultat
    };
    // Du dernier au premier : les derniers exercices sont les plus longs.
    let a_l_envers: Vec<&Cas<'_>> = cas.iter().rev().collect();
    let mut resultats = a_la_file(&a_l_envers, CAS_PAR_COEUR * coeurs(), noter_le_cas)?;
    resultats.reverse();

    let mut bilan = Bilan {
        anomalies: tout.anomalies.clone(),
        ..Bilan::default()
    };
    for (cas, resultat) in cas.iter().zip(&resultats) {
        match cas.attente {
            AttenteDuCas::Solution | AttenteDuCas::Corpus(Attente::Juste) => bilan.justes += 1,
            AttenteDuCas::Enonce => {}
            AttenteDuCas::Corpus(_) => bilan.fausses += 1,
        }
        let reproches = reproches(&cas.attente, resultat);
        bilan
            .anomalies
            .extend(reproches.into_iter().map(|reproche| {
                let reproche = match &cas.provenance {
                    Some(provenance) => provenance.situer(&reproche),
                    None => reproche,
                };
                format!("{} : {reproche}", cas.nom)
            }));
        bilan.matrice.extend(refus(cas, resultat));
    }
    bilan.oisifs = oisifs(cas, &bilan.matrice);
    Ok(bilan)
}

/// Des arbres de compilation qui resservent, chacun à un seul cas à la fois.
struct Arbres {
    base: tempfile::TempDir,
    /// Ceux qui sont libres, par exercice.
    libres: Mutex<HashMap<String, Vec<PathBuf>>>,
    crees: AtomicUsize,
}

impl Arbres {
    fn new() -> anyhow::Result<Self> {
        Ok(Arbres {
            base: tempfile::tempdir().context("pas de dossier temporaire")?,
            libres: Mutex::default(),
            crees: AtomicUsize::new(0),
        })
    }

    fn prendre(&self, exercice: &Exercice) -> PathBuf {
        let mut libres = self.libres.lock().unwrap_or_else(PoisonError::into_inner);
        let libre = libres.get_mut(&exercice.nom).and_then(Vec::pop);
        libre.unwrap_or_else(|| {
            let numero = self.crees.fetch_add(1, Ordering::Relaxed);
            self.base.path().join(numero.to_string())
        })
    }

    fn rendre(&self, exercice: &Exercice, arbre: PathBuf) {
        let mut libres = self.libres.lock().unwrap_or_else(PoisonError::into_inner);
        libres.entry(exercice.nom.clone()).or_default().push(arbre);
    }
}

/// En quoi ce résultat diffère de ce qui était attendu.
fn reproches(attente: &AttenteDuCas, resultat: &Resultat) -> Vec<String> {
    match attente {
        AttenteDuCas::Enonce => reproches_a_l_enonce(resultat),
        AttenteDuCas::Solution => {
            let mut reproches = reproches_a_une_juste(resultat);
            reproches.extend(avertissements(resultat));
            reproches
        }
        AttenteDuCas::Corpus(Attente::Juste) => reproches_a_une_juste(resultat),
        AttenteDuCas::Corpus(Attente::Refusee { code, messages, .. }) => {
            reproches_a_une_refusee(resultat, code, messages)
        }
        AttenteDuCas::Corpus(Attente::Fausse {
            etape,
            messages,
            tests,
            ..
        }) => reproches_a_une_fausse(resultat, *etape, messages, tests),
    }
}

fn reproches_a_l_enonce(resultat: &Resultat) -> Vec<String> {
    let mut reproches = empechement(resultat);
    reproches.extend(avertissements(resultat));
    if !reproches.is_empty() {
        return reproches;
    }
    for test in &resultat.tests {
        let consigne = format!("not yet implemented: étape {} ", test.etape);
        let dit = test
            .verdict
            .message()
            .is_some_and(|message| message.texte.contains(&consigne));
        if !dit {
            reproches.push(format!(
                "{} devait échouer par le `todo!` de l'étape {}, il est « {} »",
                test.nom,
                test.etape,
                test.verdict.resume()
            ));
        }
    }
    reproches
}

fn reproches_a_une_juste(resultat: &Resultat) -> Vec<String> {
    let mut reproches = empechement(resultat);
    if reproches.is_empty() {
        let echecs = resultat.tests.iter().filter(|test| !test.verdict.reussi());
        reproches.extend(echecs.map(|test| {
            let texte = test.verdict.message().map_or("", |message| &message.texte);
            format!(
                "juste, mais {} est « {} »\n{texte}",
                test.nom,
                test.verdict.resume()
            )
        }));
    }
    reproches
}

fn reproches_a_une_refusee(resultat: &Resultat, code: &str, messages: &[String]) -> Vec<String> {
    let Some(Empechement::NeCompilePas { erreurs }) = &resultat.empechement else {
        return vec![format!(
            "devait être refusée par le compilateur ({code}), et ne l'est pas"
        )];
    };
    let mut reproches = Vec::new();
    let voulu = (code != SANS_CODE).then_some(code);
    if !erreurs.iter().any(|erreur| erreur.code.as_deref() == voulu) {
        let codes: Vec<_> = erreurs
            .iter()
            .map(|erreur| erreur.code.as_deref().unwrap_or(SANS_CODE))
            .collect();
        reproches.push(format!(
            "devait être refusée par {code}, et l'est par {}",
            codes.join(", ")
        ));
    }
    let textes: String = erreurs.iter().map(|erreur| erreur.rendu.as_str()).collect();
    reproches.extend(messages_absents(&textes, messages));
    reproches
}

fn reproches_a_une_fausse(
    resultat: &Resultat,
    etape: u32,
    messages: &[String],
    tests: &[String],
) -> Vec<String> {
    let mut reproches = empechement(resultat);
    if !reproches.is_empty() {
        return reproches;
    }
    if resultat.echecs(etape).next().is_none() {
        reproches.push(format!(
            "acceptée : aucun test de l'étape {etape} ne la refuse"
        ));
    }
    let ailleurs = resultat
        .tests
        .iter()
        .filter(|test| test.etape != etape && !test.verdict.reussi());
    reproches.extend(ailleurs.map(|test| {
        format!(
            "ne devait échouer qu'à l'étape {etape}, et {} échoue",
            test.nom
        )
    }));
    for nom in tests {
        match resultat.tests.iter().find(|test| test.nom == *nom) {
            None => reproches.push(format!(
                "le test {nom}, qui devait la refuser, n'existe plus"
            )),
            Some(test) if test.verdict.reussi() => {
                reproches.push(format!("le test {nom}, qui devait la refuser, l'accepte"));
            }
            Some(_) => {}
        }
    }
    let textes: String = resultat
        .echecs(etape)
        .filter_map(|test| test.verdict.message())
        .fold(String::new(), |textes, message| {
            textes + &message.texte + "\n"
        });
    reproches.extend(messages_absents(&textes, messages));
    reproches
}

fn messages_absents(textes: &str, messages: &[String]) -> Vec<String> {
    let absents = messages
        .iter()
        .filter(|message| !textes.contains(message.as_str()));
    absents
        .map(|message| format!("aucun message ne dit « {message} » ; ils disent :\n{textes}"))
        .collect()
}

fn empechement(resultat: &Resultat) -> Vec<String> {
    resultat
        .empechement
        .iter()
        .map(Empechement::to_string)
        .collect()
}

fn avertissements(resultat: &Resultat) -> impl Iterator<Item = String> {
    resultat
        .avertissements
        .iter()
        .map(|avertissement| format!("avertissement du compilateur :\n{}", avertissement.rendu))
}

impl Bilan {
    /// Rien ne diffère de ce qui est déclaré.
    pub fn conforme(&self) -> bool {
        self.anomalies.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modele::message::Message;
    use crate::modele::resultat::{ResultatTest, Verdict};
    use crate::socle::points::Points;

    fn resultat(verdicts: &[(u32, &str, Verdict)]) -> Resultat {
        let tests = verdicts
            .iter()
            .map(|(etape, nom, verdict)| ResultatTest::sans_duree(*etape, nom, verdict.clone()));
        Resultat {
            exercice: "exo99".into(),
            empechement: None,
            avertissements: vec![],
            etapes: vec![],
            tests: tests.collect(),
            points: Points::ZERO,
            points_max: Points::entiers(10),
            jetons: None,
            erreurs_de_plus: 0,
        }
    }

    fn echec(texte: &str) -> Verdict {
        Verdict::Echoue(Message::lire(texte))
    }

    #[test]
    fn une_fausse_acceptee_se_voit() {
        let resultat = resultat(&[(1, "etape1::a", Verdict::Reussi)]);
        let reproches = reproches_a_une_fausse(&resultat, 1, &[], &[]);
        assert!(reproches[0].contains("acceptée"), "{reproches:?}");
    }

    #[test]
    fn une_fausse_qui_deborde_sur_une_autre_etape_se_voit() {
        let resultat = resultat(&[(1, "etape1::a", echec("x")), (2, "etape2::a", echec("x"))]);
        let reproches = reproches_a_une_fausse(&resultat, 1, &["x".into()], &[]);
        assert_eq!(reproches.len(), 1, "{reproches:?}");
        assert!(reproches[0].contains("etape2::a"));
    }

    #[test]
    fn un_message_ou_un_test_manquant_se_voit() {
        let resultat = resultat(&[
            (1, "etape1::a", echec("x")),
            (1, "etape1::b", Verdict::Reussi),
        ]);
        let tests = ["etape1::b".to_owned(), "etape1::c".to_owned()];
        let reproches = reproches_a_une_fausse(&resultat, 1, &["y".into()], &tests);
        assert_eq!(reproches.len(), 3, "{reproches:?}");
    }

    #[test]
    fn une_juste_refusee_se_voit() {
        assert_eq!(
            reproches_a_une_juste(&resultat(&[(1, "etape1::a", echec("x"))])).len(),
            1
        );
    }

    #[test]
    fn un_enonce_qui_passe_ou_echoue_autrement_se_voit() {
        let bon = echec("\nnot yet implemented: étape 1 : fais");
        let autre = echec("\nnot yet implemented: étape 2 : fais");
        for (verdict, reproches) in [(bon, 0), (autre, 1), (Verdict::Reussi, 1), (echec("x"), 1)] {
            let resultat = resultat(&[(1, "etape1::a", verdict)]);
            assert_eq!(reproches_a_l_enonce(&resultat).len(), reproches);
        }
    }
}
