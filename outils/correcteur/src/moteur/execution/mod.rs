//! Une épreuve : faire passer à une réponse compilée tous les tests de l'inventaire. D'abord ensemble, dans un
//! seul processus, où chacun signe ce qu'il réussit ; puis à part, chacun dans un processus à lui, tous ceux que
//! cela n'a pas départagés, et tous ceux d'une réponse où l'un pourrait fausser l'autre.

mod ensemble;
mod lancement;

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use rayon::prelude::*;

use self::lancement::{DossierDeTest, besoin, environnement, tirer_un_secret};
use crate::cours::Exercice;
use crate::cours::reponse::{self, Illisible};
use crate::modele::resultat::{
    Cause, Empechement, Message, Resultat, ResultatTest, Verdict, en_ms,
};
use crate::moteur::bac_a_sable::BacASable;
use crate::moteur::compilation::{Atelier, Compilation, Compilee, signal_recu};
use crate::moteur::processus::{Demande, Fin, executer};

/// Temps réel laissé à un test, compilation non comprise.
pub const DELAI_PAR_TEST: Duration = Duration::from_secs(10);

/// Ce qu'on garde de la sortie d'un test.
const SORTIE_GARDEE: usize = 64 * 1024;

/// Tests à part, à la fois, pour une réponse seule : ils sont peu, et attendent presque tous.
const ISOLES_DE_FRONT: usize = 8;

/// Délais entiers que peuvent prendre, en tout, les tests d'une copie qui passent à part.
const DELAIS_PAR_COPIE: u32 = 12;

/// Le temps qu'une copie peut encore prendre. Les tests qui passent ensemble n'en prennent pas : une réponse honnête
/// n'en manque jamais. Une copie qui fige partout, elle, occuperait la machine pendant dix minutes.
#[derive(Debug)]
pub struct Credit(Mutex<Duration>);

impl Credit {
    /// Celui d'une copie entière, quand chaque test a ce délai.
    pub(crate) fn d_une_copie(delai: Duration) -> Self {
        Credit(Mutex::new(delai * DELAIS_PAR_COPIE))
    }

    fn prendre(&self, duree: Duration) {
        let mut reste = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *reste = reste.saturating_sub(duree);
    }

    fn est_epuise(&self) -> bool {
        let reste = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        reste.is_zero()
    }
}

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
    conclure(atelier, exercice, compilation, arbre, regime)
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
    de_front(|| conclure(atelier, exercice, compilation, arbre, regime))
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
    de_front(|| conclure(atelier, exercice, compilation, arbre, regime))
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
        Illisible::Absent | Illisible::Ailleurs(_) | Illisible::Vide => {
            Empechement::NonRendu { raison }
        }
        _ => Empechement::Illisible { raison },
    };
    Resultat::empeche(exercice, empechement)
}

fn conclure(
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
        Compilation::Refusee(erreurs) => {
            Resultat::empeche(exercice, Empechement::NeCompilePas { erreurs })
        }
        Compilation::Interrompue(raison) => {
            Resultat::empeche(exercice, Empechement::CompilationInterrompue { raison })
        }
    })
}

/// Rend le programme exécutable sans être lisible. Sous Linux, un processus dont le programme ne se lit pas
/// ne peut pas ouvrir sa propre mémoire : `/proc/self/mem` donnerait à la réponse le secret de l'acte de fin.
/// L'administrateur lit tout : à lui, il faut le bac à sable.
fn fermer_a_la_lecture(programme: &Path) -> anyhow::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::PermissionsExt;
        // `rustc` refuse de remplacer un fichier que personne ne peut écrire.
        std::fs::set_permissions(programme, std::fs::Permissions::from_mode(0o311))
            .with_context(|| format!("« {} » ne se protège pas", programme.display()))?;
    }
    #[cfg(not(target_os = "linux"))]
    let _ = programme;
    Ok(())
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
    let presents = if inventaire.iter().all(|&(_, nom)| connus.contains_key(nom)) {
        HashSet::new()
    } else {
        tests_presents(bac, &compilee.programme, arbre, delai)?
    };
    let passer = |&(etape, nom): &(u32, &str)| match connus.get(nom) {
        Some(verdict) => Ok(sans_duree(etape, nom, verdict.clone())),
        None if presents.contains(nom) => {
            passer_un_test(bac, exercice, &compilee.programme, arbre, etape, nom, delai)
        }
        None => Ok(sans_duree(etape, nom, Verdict::Absent)),
    };
    let Some(credit) = credit else {
        return inventaire.par_iter().map(passer).collect();
    };
    let par_etape: Vec<&[(u32, &str)]> = inventaire.chunk_by(|a, b| a.0 == b.0).collect();
    let etapes = par_etape
        .par_iter()
        .map(|tests| a_la_suite(tests, &passer, credit));
    Ok(etapes.collect::<anyhow::Result<Vec<_>>>()?.concat())
}

/// Passe ces tests d'une étape l'un après l'autre, tant que cela peut encore changer quelque chose.
fn a_la_suite(
    tests: &[(u32, &str)],
    passer: &(dyn Fn(&(u32, &str)) -> anyhow::Result<ResultatTest> + Sync),
    credit: &Credit,
) -> anyhow::Result<Vec<ResultatTest>> {
    let mut resultats: Vec<ResultatTest> = Vec::with_capacity(tests.len());
    for test in tests {
        let resultat = match raison_de_s_arreter(&resultats, credit) {
            None => passer(test)?,
            Some(raison) => sans_duree(test.0, test.1, Verdict::NonPasse { raison }),
        };
        credit.prendre(Duration::from_millis(resultat.duree_ms));
        resultats.push(resultat);
    }
    Ok(resultats)
}

/// Pourquoi ne plus passer les tests de l'étape dont voici les premiers résultats.
fn raison_de_s_arreter(resultats: &[ResultatTest], credit: &Credit) -> Option<String> {
    let fige = |resultat: &&ResultatTest| matches!(resultat.verdict, Verdict::Fige(_));
    if let Some(fige) = resultats.iter().find(fige) {
        return Some(format!("`{}` a figé, l'étape est déjà perdue", fige.nom));
    }
    let epuise = credit.est_epuise();
    epuise.then(|| "le temps laissé à la copie est épuisé".to_owned())
}

/// Le verdict d'un test qui n'a pas été chronométré.
fn sans_duree(etape: u32, nom: &str, verdict: Verdict) -> ResultatTest {
    ResultatTest {
        nom: nom.to_owned(),
        etape,
        verdict,
        duree_ms: 0,
        survivants: 0,
    }
}

/// Les tests que le programme dit contenir.
fn tests_presents(
    bac: &BacASable,
    programme: &Path,
    arbre: &Path,
    delai: Duration,
) -> anyhow::Result<HashSet<String>> {
    let dossier = DossierDeTest::creer(arbre, "inventaire")?;
    let mut commande = Command::new(programme);
    commande.arg("--list").current_dir(&dossier.0);
    let commande = bac.envelopper(
        commande,
        &besoin(arbre, &dossier.0, &arbre.join("tmp"), delai),
    );
    let demande = Demande {
        entree: b"",
        ligne_attendue: None,
        delai,
        garder: SORTIE_GARDEE,
    };
    let fin = executer(commande, &demande).context("le programme des tests ne se lance pas")?;
    let noms = fin
        .sortie
        .lines()
        .filter_map(|ligne| ligne.strip_suffix(": test"));
    Ok(noms.map(str::to_owned).collect())
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
        .envs(environnement(exercice, &dossier.0))
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
        // Derrière la cloison, ce qui reste est le gardien de la cloison elle-même.
        survivants: if bac.cloisonne() { 0 } else { fin.survivants },
    })
}

/// Un test est réussi si, et seulement si, son processus a fini bien et son acte de fin est signé.
fn verdict(fin: &Fin, delai: Duration, cloisonne: bool) -> Verdict {
    /// Celui de libtest quand un test échoue.
    const CODE_ECHEC: i32 = 101;
    let mut message = Message::lire(&fin.erreur);
    let Some(statut) = fin.statut else {
        let secondes = delai.as_secs();
        message.texte +=
            &format!("\nau bout de {secondes} s réelles, le test ne rend toujours pas la main");
        return Verdict::Fige(message);
    };
    let signal = signal_recu(statut).filter(|_| cloisonne || statut.code().is_none());
    match (statut.code(), signal) {
        (Some(0), _) if fin.signe => Verdict::Reussi,
        (Some(CODE_ECHEC), _) if !fin.signe => Verdict::Echoue(message),
        (Some(banc::CODE_FIGE), _) => Verdict::Fige(message),
        (Some(code), None) => Verdict::Interrompu {
            cause: Cause::Sortie(code),
            message,
        },
        (_, signal) => Verdict::Interrompu {
            cause: cause_du_signal(signal),
            message,
        },
    }
}

#[cfg(unix)]
fn cause_du_signal(signal: Option<i32>) -> Cause {
    match signal {
        Some(signal) if signal == nix::sys::signal::Signal::SIGABRT as i32 => Cause::Abandon,
        autre => Cause::Signal(autre.unwrap_or_default()),
    }
}

#[cfg(not(unix))]
fn cause_du_signal(_: Option<i32>) -> Cause {
    Cause::Abandon
}

/// Ce qui dit qu'un programme est resté celui que le compilateur a écrit. Là où rien d'autre n'empêche une
/// réponse de le remplacer, elle ferait passer pour siens les tests d'un autre.
#[derive(PartialEq, Eq)]
struct Sceau(Vec<i128>);

impl Sceau {
    fn poser(programme: &Path) -> anyhow::Result<Self> {
        Self::lire(programme).with_context(|| format!("« {} » ne se lit pas", programme.display()))
    }

    fn est_intact(&self, programme: &Path) -> bool {
        Self::lire(programme).is_ok_and(|maintenant| maintenant == *self)
    }

    /// Numéro, taille, et date du dernier changement, que seul l'administrateur peut falsifier.
    #[cfg(unix)]
    fn lire(programme: &Path) -> std::io::Result<Self> {
        use std::os::unix::fs::MetadataExt;
        let meta = programme.symlink_metadata()?;
        Ok(Sceau(vec![
            meta.ino().into(),
            meta.len().into(),
            meta.ctime().into(),
            meta.ctime_nsec().into(),
        ]))
    }

    #[cfg(not(unix))]
    fn lire(programme: &Path) -> std::io::Result<Self> {
        let meta = programme.symlink_metadata()?;
        let date = meta.modified()?.duration_since(std::time::UNIX_EPOCH);
        let date = date.map_or(0, |date| date.as_nanos().cast_signed());
        Ok(Sceau(vec![meta.len().into(), date]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resultat(verdict: Verdict, duree_ms: u64) -> ResultatTest {
        ResultatTest {
            duree_ms,
            ..sans_duree(1, "etape1::un", verdict)
        }
    }

    /// Les verdicts de trois tests d'une étape, qui donnent tous celui-ci en trois secondes.
    fn trois_fois(verdict: &Verdict, credit: &Credit) -> Vec<String> {
        let tests = [(1, "etape1::un"), (1, "etape1::deux"), (1, "etape1::trois")];
        let passer = |_: &(u32, &str)| Ok(resultat(verdict.clone(), 3000));
        let resultats = a_la_suite(&tests, &passer, credit).unwrap();
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
    fn un_credit_epuise_arrete_tout_et_pas_avant() {
        let credit = Credit(Mutex::new(Duration::from_secs(5)));
        let vus = trois_fois(&Verdict::Echoue(Message::default()), &credit);
        assert_eq!(vus[..2], ["échoué", "échoué"]);
        assert_eq!(vus[2], "non passé : le temps laissé à la copie est épuisé");
        assert_eq!(trois_fois(&Verdict::Reussi, &credit), [vus[2].as_str(); 3]);
    }
}
