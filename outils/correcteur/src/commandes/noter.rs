//! `cargo exo noter` : noter des copies, ou toute une classe.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, anyhow, bail, ensure};
use fd_lock::RwLock;
use indicatif::ProgressBar;
use tempfile::TempDir;

use crate::cours::{Cours, Exercice};
use crate::modele::rapport::{LotPartage, Part, Rapport};
use crate::modele::resultat::Resultat;
use crate::moteur::bac_a_sable::BacASable;
use crate::moteur::compilation::Atelier;
use crate::moteur::execution;
use crate::moteur::interruption;
use crate::notation::{self, Casier, Lot, Notation, References, Reglages, Remise};
use crate::socle::equipe::coeurs;
use crate::socle::francais::compte;
use crate::socle::terminal::{barre, ecrire};
use crate::socle::texte::sur_une_ligne;

use super::ecriture::{Ecriture, ecarter_les_sorties, proteger, proteger_le_lot};
use super::moodle::{Devoir, OptionsDeMoodle};
use super::reglages::{OptionsDeMemoire, OptionsDeRetours, OptionsDesNotes};

/// Ce qu'on peut demander à `noter`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Une copie : un clone du cours, un dossier, une archive (.zip, .tar.gz) ou un fichier.
    #[arg(value_name = "CHEMIN")]
    chemins: Vec<PathBuf>,
    /// Un dossier, ou une archive, dont chaque dossier, archive ou fichier .rs est une copie (peut se répéter).
    #[arg(long, value_name = "LOT")]
    lot: Vec<PathBuf>,
    /// Un seul exercice, comme 31 ou exo31 (peut se répéter).
    #[arg(long, value_name = "NN")]
    exo: Vec<String>,
    /// Secondes laissées à chaque test, compilation non comprise.
    #[arg(long, value_name = "SECONDES", default_value_t = execution::DELAI_PAR_TEST.as_secs(), value_parser = clap::value_parser!(u64).range(1..=600))]
    delai: u64,
    /// Copies notées en même temps [par défaut : deux par cœur].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    travaux: Option<u16>,
    /// Ne note qu'une part du lot, toujours la même : 2/4 est la deuxième de quatre.
    #[arg(long, value_name = "k/n")]
    partie: Option<Part>,
    /// Garde les résultats déjà dans le dossier de sortie, si la copie et les réglages n'ont pas changé.
    #[arg(long)]
    reprendre: bool,
    /// Refuse de noter s'il manque une protection à cette machine.
    #[arg(long)]
    exiger_bac_a_sable: bool,
    #[command(flatten)]
    moodle: OptionsDeMoodle,
    #[command(flatten)]
    notes: OptionsDesNotes,
    #[command(flatten)]
    memoire: OptionsDeMemoire,
    #[command(flatten)]
    retours: OptionsDeRetours,
    #[command(flatten)]
    ecriture: Ecriture,
}

/// Note les copies ; vrai si tous les exercices de toutes sont acquis.
///
/// # Errors
/// La demande est fausse, le cours ne se lit pas, ou une copie n'a pas pu être notée par la faute de la
/// machine.
pub fn executer(options: &Options) -> anyhow::Result<bool> {
    let remis = [&options.chemins, &options.lot].into_iter().flatten();
    ensure!(
        remis.chain(&options.moodle.moodle).next().is_some(),
        "que noter ? donne une copie, ou une classe par --lot ou --moodle ; --help dit comment"
    );
    preparer_l_equipe();
    let cours = Cours::courant()?;
    let demandes = cours.exercices_demandes(&options.exo)?;
    let devoir = options.moodle.preparer(&options.ecriture)?;
    let ecriture = devoir.as_ref().map_or(&options.ecriture, Devoir::ecriture);
    ensure!(
        !options.reprendre || ecriture.dossier().is_some(),
        "--reprendre demande le dossier de sortie du lot à reprendre : --sortie DOSSIER"
    );
    let lots: Vec<_> = options
        .lot
        .iter()
        .chain(&options.moodle.moodle)
        .cloned()
        .collect();
    let Lot {
        mut remises,
        laisses,
    } = notation::rassembler(&cours, &options.chemins, &lots, &demandes)?;
    let dossiers = [ecriture.dossier(), options.retours.dossier()];
    ecarter_les_sorties(&mut remises, dossiers)?;
    if let Some(devoir) = &devoir {
        devoir.verifier_la_sortie(&remises)?;
    }
    let reglages = lire_les_reglages(&cours, &demandes, &remises, options)?;
    options.proteger_ce_qui_est_donne(devoir.as_ref(), ecriture, &reglages)?;
    proteger_le_lot(&lots, dossiers, &remises)?;
    if let Some(devoir) = &devoir {
        devoir.verifier_la_feuille(&remises)?;
    }
    let mut lot = None;
    if let Some(part) = options.partie {
        lot = Some(LotPartage::de(remises.iter().map(|remise| &*remise.nom)));
        remises = part.choisir(remises);
    }
    avertir_des_absentes(&remises);
    ecriture.verifier(remises.len(), demandes.len())?;
    let noms = remises.iter().map(|remise| &*remise.nom);
    options.retours.verifier(noms)?;

    interruption::laisser_ranger();
    let bac = BacASable::de_la_machine();
    ensure!(
        !interruption::est_demandee(),
        "interrompu avant d'avoir rien noté"
    );
    verifier_les_protections(&bac, options.exiger_bac_a_sable)?;
    let exercices: Vec<Exercice> = demandes.into_iter().cloned().collect();
    let atelier = Atelier::preparer(&cours)?.dans(bac);
    nettoyer_les_chantiers();
    let chantier = tempfile::Builder::new()
        .prefix(PREFIXE_DE_CHANTIER)
        .tempdir()
        .context("pas de dossier temporaire")?;
    let mut verrou = verrou_du_chantier(&chantier)?;
    let _occupe = verrou
        .try_write()
        .context("le dossier temporaire ne se verrouille pas")?;
    std::fs::rename(chantier.path().join("neuf"), chantier.path().join(VERROU))?;
    let atelier = atelier.a_l_abri(&chantier.path().join("bibliotheques"))?;

    if let Some(devoir) = &devoir {
        devoir.cacher_a_git()?;
    }
    let casier = Casier::ouvrir(ecriture.dossier().unwrap_or(chantier.path()))?;
    if options.memoire.est_refusee() && !options.reprendre {
        // Arrêté puis repris, ce lot rendrait d'anciennes notes à qui vient les vérifier.
        let mut noms = remises.iter().map(|remise| &remise.nom);
        noms.try_for_each(|nom| casier.oublier(nom))?;
    }
    let delai = Duration::from_secs(options.delai);
    let notation = Notation {
        atelier: &atelier,
        exercices: &exercices,
        delai,
        travaux: options
            .travaux
            .map_or_else(|| COPIES_PAR_COEUR * coeurs(), usize::from),
        chantier: chantier.path(),
        references: References::lire(&atelier, &exercices, delai)?,
        memoire: options
            .memoire
            .ouvrir(&cours, atelier.bac_a_sable(), chantier.path())?,
    };
    let avancement = Avancement::de(remises.len());
    let issue = notation::noter(&notation, &remises, &casier, options.reprendre, || {
        avancement.dire()
    });
    avancement.barre.finish_and_clear();

    if interruption::est_demandee() {
        return Err(interrompu(&remises, &casier, ecriture.dossier(), &issue));
    }
    let mut rapport = rassembler_le_rapport(&cours, &notation, &remises, &casier, &issue)?;
    (rapport.partie, rapport.lot) = (options.partie, lot);
    rapport.laisses = laisses;
    reglages.appliquer(&mut rapport)?;
    ecriture.ecrire(&rapport)?;
    if let Some(devoir) = &devoir {
        devoir.rendre(&cours, &rapport, &remises)?;
    }
    options
        .retours
        .ecrire(|| Ok(cours), &rapport, options.ecriture.detail())?;
    let [notees, deja] = notation.memoire.comptes();
    if deja > 0 {
        eprintln!("réponses notées : {notees} ; déjà notées : {deja}");
    }
    if options.reprendre {
        eprintln!(
            "copies notées : {} ; déjà là : {}",
            issue.notees, issue.reprises
        );
    }
    dire_les_manquees(&issue)?;
    let reussie =
        |copie: &crate::modele::rapport::Copie| copie.resultats.iter().all(Resultat::reussi);
    Ok(rapport.copies.iter().all(reussie))
}

impl Options {
    /// Refuse d'avance d'écrire à la place d'un fichier donné, quel qu'il soit.
    fn proteger_ce_qui_est_donne(
        &self,
        devoir: Option<&Devoir>,
        ecriture: &Ecriture,
        reglages: &Reglages,
    ) -> anyhow::Result<()> {
        let sources = self.notes.sources();
        let sources = [&sources.bareme, &sources.dates, &sources.corrections];
        let remis = self.chemins.iter().chain(&self.lot);
        let donnes = remis.chain(sources.into_iter().flatten());
        let donnes = donnes.map(PathBuf::as_path).chain(self.moodle.donnes());
        let mut ecrits = ecriture.ecrits();
        ecrits.extend(devoir.into_iter().flat_map(Devoir::ecrits));
        ecrits.extend(self.retours.ecrits());
        ecrits.extend(self.memoire.dossier().map(Path::to_owned));
        proteger(donnes.chain(reglages.dates_nommees()), &ecrits)?;
        Ok(())
    }
}

/// Où en est le lot : une barre dans un terminal, une ligne par copie ailleurs (un journal, une CI).
struct Avancement {
    barre: ProgressBar,
    notees: Mutex<usize>,
    total: usize,
}

impl Avancement {
    fn de(total: usize) -> Self {
        Avancement {
            barre: barre(total, "copies"),
            notees: Mutex::new(0),
            total,
        }
    }

    /// Une copie de plus. Les lignes sont dans l'ordre, quel que soit le thread qui l'a notée.
    fn dire(&self) {
        let mut notees = self.notees.lock().unwrap_or_else(PoisonError::into_inner);
        *notees += 1;
        self.barre.inc(1);
        if self.barre.is_hidden() && self.total > 1 {
            let ligne = format_args!("notée : {notees} sur {}\n", self.total);
            ecrire(std::io::stderr(), ligne);
        }
    }
}

/// Les réglages de l'enseignant, vérifiés contre tout le lot ; dit ce qui ne l'arrête pas.
fn lire_les_reglages(
    cours: &Cours,
    demandes: &[&Exercice],
    remises: &[Remise],
    options: &Options,
) -> anyhow::Result<Reglages> {
    let lot_entier = !options.lot.is_empty() || options.moodle.moodle.is_some();
    let sources = options.notes.sources();
    let reglages = Reglages::lire(cours, demandes, remises, lot_entier, &sources)?;
    for avertissement in &reglages.avertissements {
        eprintln!("attention : {avertissement}");
    }
    Ok(reglages)
}

fn avertir_des_absentes(remises: &[Remise]) {
    for remise in remises.iter().filter(|remise| !remise.existe()) {
        eprintln!(
            "attention : « {} » n'existe pas : il n'y a rien à noter",
            sur_une_ligne(&remise.chemin.display().to_string())
        );
    }
}

/// Dit ce qui manque, ou s'y refuse.
fn verifier_les_protections(bac: &BacASable, exiger: bool) -> anyhow::Result<()> {
    let manques: Vec<String> = bac
        .manques()
        .map(|protection| format!("\n  {} : {}", protection.nom, protection.detail))
        .collect();
    if manques.is_empty() {
        return Ok(());
    }
    if exiger {
        bail!(
            "--exiger-bac-a-sable : il manque à cette machine{}",
            manques.concat()
        );
    }
    eprintln!(
        "attention : le code des copies va s'exécuter ici sans{}",
        manques.concat()
    );
    Ok(())
}

/// Le rapport de toutes les copies notées, y compris quand d'autres n'ont pas pu l'être.
fn rassembler_le_rapport(
    cours: &Cours,
    notation: &Notation<'_>,
    remises: &[Remise],
    casier: &Casier,
    issue: &notation::Issue,
) -> anyhow::Result<Rapport> {
    let noms: Vec<_> = notation
        .exercices
        .iter()
        .map(|exercice| exercice.nom.clone())
        .collect();
    let protections = notation.atelier.bac_a_sable().protections().to_vec();
    let mut rapport = Rapport::new(cours, &noms, protections);
    let manquee = |nom: &str| issue.manquees.iter().any(|(manquee, _)| manquee == nom);
    for remise in remises.iter().filter(|remise| !manquee(&remise.nom)) {
        rapport.copies.push(casier.prendre(&remise.nom)?);
    }
    Ok(rapport)
}

/// Ce qu'un arrêt a laissé, et comment continuer.
fn interrompu(
    remises: &[Remise],
    casier: &Casier,
    sortie: Option<&Path>,
    issue: &notation::Issue,
) -> anyhow::Error {
    let Some(sortie) = sortie else {
        return anyhow!("interrompu : rien n'est gardé sans --sortie");
    };
    let (gardees, autres): (Vec<_>, Vec<_>) = remises
        .iter()
        .partition(|remise| casier.prendre(&remise.nom).is_ok());
    let entamees = autres
        .iter()
        .filter(|remise| casier.est_entamee(&remise.nom));
    let entamees = match entamees.count() {
        0 => String::new(),
        n => format!(", et les exercices finis de {}", compte(n, "autre")),
    };
    let anciennes = match gardees.len().saturating_sub(issue.notees + issue.reprises) {
        0 => String::new(),
        n => format!(
            ", dont {n} d'avant, que --reprendre ne note de nouveau que si la copie ou les réglages ont changé"
        ),
    };
    anyhow!(
        "interrompu ; gardé dans « {} » : {} sur {}{anciennes}{entamees}. Pour continuer, relance la même commande avec \
         --reprendre",
        sortie.display(),
        compte(gardees.len(), "copie"),
        remises.len()
    )
}

fn dire_les_manquees(issue: &notation::Issue) -> anyhow::Result<()> {
    let Some((_, premiere)) = issue.manquees.first() else {
        return Ok(());
    };
    let noms: Vec<_> = issue
        .manquees
        .iter()
        .map(|(nom, _)| sur_une_ligne(nom))
        .collect();
    let combien = match noms.len() {
        1 => "une copie n'a pas pu être notée".to_owned(),
        n => format!("{n} copies n'ont pas pu être notées"),
    };
    bail!(
        "{combien} ({}) : {premiere} ; les autres sont dans le rapport, relance avec --reprendre",
        noms.join(", ")
    )
}

/// Copies notées de front, par cœur : pendant que l'une attend un test figé, une autre se compile.
const COPIES_PAR_COEUR: usize = 2;

/// Tests à part menés de front, par cœur. Presque tous attendent sans rien calculer.
const TESTS_PAR_COEUR: usize = 2;

/// L'équipe de threads qui passe les tests de toutes les copies.
fn preparer_l_equipe() {
    let equipe = rayon::ThreadPoolBuilder::new().num_threads(TESTS_PAR_COEUR * coeurs());
    // Une équipe ordinaire, si une autre est déjà là, noterait aussi bien, un peu moins vite.
    let _ = equipe.build_global();
}

/// Début du nom des dossiers où les copies sont compilées.
const PREFIXE_DE_CHANTIER: &str = "cargo-exo-noter-";

/// Fichier tenu tant que le chantier sert.
const VERROU: &str = "verrou";

/// Le verrou d'un chantier neuf, encore sous un autre nom : personne ne doit le voir libre.
fn verrou_du_chantier(chantier: &TempDir) -> anyhow::Result<RwLock<File>> {
    #[cfg(unix)]
    {
        // L'utilisateur sous lequel les tests s'exécutent le traverse, sans en voir le contenu.
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(chantier.path(), std::fs::Permissions::from_mode(0o711))?;
    }
    let fichier = File::create(chantier.path().join("neuf"));
    Ok(RwLock::new(
        fichier.context("le dossier temporaire ne s'écrit pas")?,
    ))
}

/// Efface ce que des notations tuées ont laissé.
fn nettoyer_les_chantiers() {
    let Ok(entrees) = std::fs::read_dir(std::env::temp_dir()) else {
        return;
    };
    let chantiers = entrees.flatten().filter(|entree| {
        let nomme = entree
            .file_name()
            .to_string_lossy()
            .starts_with(PREFIXE_DE_CHANTIER);
        nomme && entree.file_type().is_ok_and(|nature| nature.is_dir())
    });
    for chantier in chantiers {
        let Ok(fichier) = File::options()
            .write(true)
            .open(chantier.path().join(VERROU))
        else {
            continue;
        };
        if RwLock::new(fichier).try_write().is_ok() {
            let _ = std::fs::remove_dir_all(chantier.path());
        }
    }
}
