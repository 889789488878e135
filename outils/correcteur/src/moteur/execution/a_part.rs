//! Chaque test dans un processus à lui, tant que cela peut encore changer quelque chose.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use rayon::prelude::*;

use super::lancement::{DossierDeTest, besoin, environnement, tirer_un_secret};
use super::verdict::verdict;
use crate::cours::Exercice;
use crate::modele::resultat::{ResultatTest, Verdict, en_ms};
use crate::moteur::bac_a_sable::BacASable;
use crate::moteur::compilation::Compilee;
use crate::moteur::processus::{Demande, executer};
use crate::moteur::tour::{avec_les_autres, machine_saturee, seul};

/// Délais entiers que peuvent prendre, en tout, les tests d'une copie qui passent à part.
const DELAIS_PAR_COPIE: u32 = 12;

/// Reprises d'une copie qui peuvent n'avoir servi à rien : au-delà, c'est bien sa faute.
const REPRISES_VAINES: u32 = 3;

/// Le temps qu'une copie peut encore prendre. Les tests qui passent ensemble n'en prennent pas : une réponse honnête
/// n'en manque jamais. Une copie qui fige partout, elle, occuperait la machine pendant dix minutes.
#[derive(Debug)]
pub struct Credit {
    reste: Mutex<Duration>,
    reprises_vaines: AtomicU32,
}

impl Credit {
    /// Celui d'une copie entière, quand chaque test a ce délai.
    pub(crate) fn d_une_copie(delai: Duration) -> Self {
        Self::de(delai * DELAIS_PAR_COPIE)
    }

    fn de(duree: Duration) -> Self {
        Credit {
            reste: Mutex::new(duree),
            reprises_vaines: AtomicU32::new(0),
        }
    }

    fn prendre(&self, duree: Duration) {
        let mut reste = self.reste.lock().unwrap_or_else(PoisonError::into_inner);
        *reste = reste.saturating_sub(duree);
    }

    fn est_epuise(&self) -> bool {
        let reste = self.reste.lock().unwrap_or_else(PoisonError::into_inner);
        reste.is_zero()
    }
}

/// Ce qu'on garde de la sortie d'un test.
const SORTIE_GARDEE: usize = 64 * 1024;

/// Passe, chacun dans un processus à lui, les tests de l'inventaire dont le verdict n'est pas connu. Avec un crédit, ceux
/// d'une même étape se suivent, et rien n'en est passé après un test qui fige, ni quand le crédit est épuisé.
///
/// # Errors
/// Un processus n'a pas pu être lancé.
pub fn passer_a_part(
    bac: &BacASable,
    exercice: &Exercice,
    compilee: &Compilee,
    arbre: &Path,
    delai: Duration,
    connus: &HashMap<String, Verdict>,
    credit: Option<&Credit>,
) -> anyhow::Result<Vec<ResultatTest>> {
    let inventaire: Vec<_> = exercice.tests().collect();
    let lancer = |etape: u32, nom: &str| {
        passer_un_test(bac, exercice, &compilee.programme, arbre, etape, nom, delai)
    };
    let passer = |&(etape, nom): &(u32, &str)| match connus.get(nom) {
        Some(verdict) => Ok(ResultatTest::sans_duree(etape, nom, verdict.clone())),
        None => {
            let _tour = avec_les_autres();
            lancer(etape, nom)
        }
    };
    let Some(credit) = credit else {
        return inventaire.par_iter().map(passer).collect();
    };
    let par_etape: Vec<&[(u32, &str)]> = inventaire.chunk_by(|a, b| a.0 == b.0).collect();
    let reprendre = |&(etape, nom): &(u32, &str)| {
        machine_saturee().then(|| {
            let _tour = seul();
            lancer(etape, nom)
        })
    };
    let etapes = par_etape
        .par_iter()
        .map(|tests| a_la_suite(tests, &passer, &reprendre, credit));
    Ok(etapes.collect::<anyhow::Result<Vec<_>>>()?.concat())
}

type Issue = anyhow::Result<ResultatTest>;

/// Passe ces tests d'une étape l'un après l'autre, tant que cela peut encore changer quelque chose. Ce qui échoue par
/// la faute d'une autre copie se reprend ; `reprendre` rend `None` si personne ne gênait.
fn a_la_suite(
    tests: &[(u32, &str)],
    passer: &(dyn Fn(&(u32, &str)) -> Issue + Sync),
    reprendre: &(dyn Fn(&(u32, &str)) -> Option<Issue> + Sync),
    credit: &Credit,
) -> anyhow::Result<Vec<ResultatTest>> {
    let mut resultats: Vec<ResultatTest> = Vec::with_capacity(tests.len());
    for test in tests {
        let mut resultat = match raison_de_s_arreter(&resultats, credit) {
            None => passer(test)?,
            Some(raison) => ResultatTest::sans_duree(test.0, test.1, Verdict::NonPasse { raison }),
        };
        if a_mal_fini(&resultat)
            && credit.reprises_vaines.load(Ordering::Relaxed) < REPRISES_VAINES
            && let Some(reprise) = reprendre(test)
        {
            resultat = reprise?;
            if a_mal_fini(&resultat) {
                credit.reprises_vaines.fetch_add(1, Ordering::Relaxed);
            }
        }
        credit.prendre(Duration::from_millis(resultat.duree_ms));
        resultats.push(resultat);
    }
    Ok(resultats)
}

/// Le temps, ou les threads, ont pu lui manquer.
fn a_mal_fini(resultat: &ResultatTest) -> bool {
    matches!(
        resultat.verdict,
        Verdict::Fige(_) | Verdict::Echoue(_) | Verdict::Interrompu { .. }
    )
}

fn fige(resultat: &ResultatTest) -> bool {
    matches!(resultat.verdict, Verdict::Fige(_))
}

/// Pourquoi ne plus passer les tests de l'étape dont voici les premiers résultats.
fn raison_de_s_arreter(resultats: &[ResultatTest], credit: &Credit) -> Option<String> {
    if let Some(fige) = resultats.iter().find(|resultat| fige(resultat)) {
        return Some(format!("`{}` a figé, l'étape est déjà perdue", fige.nom));
    }
    let epuise = credit.est_epuise();
    epuise.then(|| "le temps laissé à la copie est épuisé".to_owned())
}

fn passer_un_test(
    bac: &BacASable,
    exercice: &Exercice,
    programme: &Path,
    arbre: &Path,
    etape: u32,
    nom: &str,
    delai: Duration,
) -> anyhow::Result<ResultatTest> {
    let secret = tirer_un_secret()?;
    let dossier = DossierDeTest::creer(arbre, nom)?;
    let mut commande = Command::new(programme);
    commande
        .args(["--exact", nom])
        // Rien n'est retenu dans la mémoire du test : tout est lu, et borné, ici.
        .args(["--nocapture", "--test-threads=1"])
        .current_dir(&dossier.0)
        .env_clear()
        .envs(environnement(bac, exercice, &dossier.0, delai))
        .env(banc::acte::VARIABLE, banc::acte::UN_TEST);
    let temporaire = arbre.join("tmp");
    let commande = bac.envelopper(commande, &besoin(arbre, &dossier.0, &temporaire, delai));
    let entree = banc::acte::entree([(nom, secret.as_str())]);
    let acte = banc::acte::acte(nom, &secret);
    let demande = Demande {
        entree: entree.as_bytes(),
        ligne_attendue: Some(&acte),
        delai,
        garder: SORTIE_GARDEE,
    };
    let fin =
        executer(commande, &demande).with_context(|| format!("le test {nom} ne se lance pas"))?;
    Ok(ResultatTest {
        nom: nom.to_owned(),
        etape,
        verdict: verdict(&fin, delai, bac.cloisonne()),
        duree_ms: en_ms(fin.duree),
        survivants: bac.survivants(&fin),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modele::message::Message;

    fn resultat(verdict: Verdict, duree_ms: u64) -> ResultatTest {
        ResultatTest {
            duree_ms,
            ..ResultatTest::sans_duree(1, "etape1::un", verdict)
        }
    }

    /// Les verdicts de trois tests d'une étape, qui donnent tous celui-ci en trois secondes.
    fn trois_fois(verdict: &Verdict, credit: &Credit) -> Vec<String> {
        let tests = [(1, "etape1::un"), (1, "etape1::deux"), (1, "etape1::trois")];
        let passer = |_: &(u32, &str)| Ok(resultat(verdict.clone(), 3000));
        let resultats = a_la_suite(&tests, &passer, &|_| None, credit).unwrap();
        resultats.iter().map(|test| test.verdict.resume()).collect()
    }

    #[test]
    fn un_test_qui_fige_est_le_dernier_de_son_etape() {
        let credit = Credit::d_une_copie(Duration::from_secs(10));
        let vus = trois_fois(&Verdict::Fige(Message::default()), &credit);
        assert_eq!(vus[0], "figé : il ne rend pas la main");
        let non_passe = "non passé : `etape1::un` a figé, l'étape est déjà perdue";
        assert_eq!(vus[1..], [non_passe, non_passe]);
    }

    #[test]
    fn un_test_fige_par_la_faute_d_une_autre_copie_se_reprend() {
        let figer = |_: &(u32, &str)| Ok(resultat(Verdict::Fige(Message::default()), 1000));
        let credit = Credit::d_une_copie(Duration::from_secs(10));
        let tests = [(1, "etape1::un"), (1, "etape1::deux")];
        // Seul, il réussit, autant de fois qu'il le faut.
        let reussir = |_: &(u32, &str)| Some(Ok(resultat(Verdict::Reussi, 1)));
        for _ in 0..10 {
            let vus = a_la_suite(&tests, &figer, &reussir, &credit).unwrap();
            assert!(vus.iter().all(|test| test.verdict.reussi()));
        }
        // Celui qui fige même seul n'est pas repris sans fin.
        let reprises = AtomicU32::new(0);
        let figer_encore = |test: &(u32, &str)| {
            reprises.fetch_add(1, Ordering::Relaxed);
            Some(figer(test))
        };
        for _ in 0..10 {
            let vus = a_la_suite(&tests, &figer, &figer_encore, &credit).unwrap();
            assert!(fige(&vus[0]));
        }
        assert_eq!(reprises.into_inner(), REPRISES_VAINES);
    }

    #[test]
    fn un_credit_epuise_arrete_tout_et_pas_avant() {
        let credit = Credit::de(Duration::from_secs(5));
        let vus = trois_fois(&Verdict::Echoue(Message::default()), &credit);
        assert_eq!(vus[..2], ["échoué", "échoué"]);
        assert_eq!(vus[2], "non passé : le temps laissé à la copie est épuisé");
        assert_eq!(trois_fois(&Verdict::Reussi, &credit), [vus[2].as_str(); 3]);
    }
}
