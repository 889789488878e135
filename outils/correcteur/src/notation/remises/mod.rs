//! Ce qu'est une copie remise, et comment elle se reconnaît : un dossier ou une archive où sont des réponses, le dossier
//! d'un exercice, un seul fichier, ou la part d'un élève dans ce que Moodle télécharge.

mod choix;
mod contenu;
mod defauts;
mod emballage;
mod groupes;
mod homonymes;
mod lot;
mod noms;
mod regard;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail, ensure};

use self::choix::Choix;
pub(super) use self::choix::Trouvee;
use self::contenu::Contenu;
pub(super) use self::contenu::Lue;
use self::lot::{Eleve, Partage, Racine};
pub use self::noms::Participant;
use self::noms::exercice_nomme;
use crate::cours::inventaire::{REPONSE, reponse_de};
use crate::cours::reponse::{self, Illisible};
use crate::cours::{Cours, Exercice};
use crate::notation::enonces::Enonces;
use crate::socle::archive::Genre;
use crate::socle::francais::entree_sortie;
use crate::socle::texte::{compose, sur_une_ligne};

/// Une copie remise.
#[derive(Debug, Clone)]
pub struct Remise {
    /// Qui : le nom du dossier ou du fichier, unique dans le lot.
    pub nom: String,
    /// Le dossier ou le fichier.
    pub chemin: PathBuf,
    /// Le participant à un devoir de Moodle, si la remise en vient.
    pub participant: Option<Participant>,
    /// Les exercices que la copie peut contenir, s'il n'y en a qu'un.
    seul: Option<String>,
    /// Le fichier de cet exercice-là, s'il n'est pas à sa place habituelle.
    fichier: Option<PathBuf>,
    /// Une autre copie du même lot porte le même nom.
    homonyme: bool,
    /// D'où vient ce qu'elle contient.
    racines: Vec<Racine>,
    /// Ceux du cours : un fichier dit duquel il est.
    enonces: Arc<Enonces>,
}

/// Les copies à noter, et ce que les lots contiennent d'autre.
#[derive(Debug, Default)]
pub struct Lot {
    /// Les copies, dans l'ordre des noms, qui sont uniques.
    pub remises: Vec<Remise>,
    /// Les noms de ce qui n'est la copie de personne.
    pub laisses: Vec<String>,
}

/// Rassemble les copies : chaque chemin en est une, chaque élève d'un lot aussi. Un lot est un dossier, ou une archive.
/// `demandes` sont les exercices demandés, s'il y en a.
///
/// # Errors
/// Un lot ne se lit pas, un fichier ne dit pas de quel exercice il est, ou il n'y a aucune copie.
pub fn rassembler(
    cours: &Cours,
    chemins: &[PathBuf],
    lots: &[PathBuf],
    demandes: &[&Exercice],
) -> anyhow::Result<Lot> {
    let enonces = Arc::new(Enonces::lire(&cours.exercices));
    let mut remises = Vec::new();
    let mut laisses = Vec::new();
    let (devoirs, copies): (Vec<&PathBuf>, Vec<&PathBuf>) = chemins
        .iter()
        .partition(|chemin| lot::vient_de_moodle(chemin));
    for chemin in copies {
        remises.push(reconnaitre(cours, &enonces, chemin, demandes)?);
    }
    for lot in lots.iter().chain(devoirs) {
        let partage = partager(lot, &cours.exercices)?;
        remises.extend(
            partage
                .eleves
                .into_iter()
                .map(|eleve| d_un_eleve(eleve, &enonces)),
        );
        laisses.extend(partage.laisses);
    }
    ensure!(!remises.is_empty(), "aucune copie à noter");
    if remises.iter().all(|remise| !remise.existe()) {
        bail!(
            "« {} » n'existe pas",
            sur_une_ligne(&remises[0].chemin.display().to_string())
        );
    }
    remises.sort_by(|a, b| a.chemin.cmp(&b.chemin));
    remises.dedup_by(|a, b| a.chemin == b.chemin);
    for remise in &mut remises {
        remise.nom = lisible(&remise.nom);
    }
    homonymes::distinguer(&mut remises);
    remises.sort_by(|a, b| a.nom.cmp(&b.nom));
    laisses.sort();
    Ok(Lot { remises, laisses })
}

fn partager(lot: &Path, exercices: &[Exercice]) -> anyhow::Result<Partage> {
    if lot.is_file() {
        return lot::partager_une_archive(lot, exercices);
    }
    let partage = lot::partager_un_dossier(lot, exercices)?;
    ensure!(
        !partage.eleves.is_empty(),
        "« {} » ne contient la copie de personne : un lot contient un dossier, une archive ou un fichier .rs par copie",
        lot.display()
    );
    Ok(partage)
}

fn d_un_eleve(eleve: Eleve, enonces: &Arc<Enonces>) -> Remise {
    Remise {
        nom: eleve.nom,
        chemin: eleve.chemin,
        participant: eleve.participant,
        seul: None,
        fichier: None,
        homonyme: false,
        racines: eleve.racines,
        enonces: enonces.clone(),
    }
}

/// Les sous-dossiers de ce dossier, cachés exceptés.
fn sous_dossiers(dossier: &Path) -> Vec<PathBuf> {
    let entrees = std::fs::read_dir(dossier).into_iter().flatten().flatten();
    entrees
        .filter(|entree| !entree.file_name().to_string_lossy().starts_with('.'))
        .map(|entree| entree.path())
        .filter(|chemin| chemin.is_dir())
        .collect()
}

/// La copie qu'est ce dossier ou ce fichier ; `seul` est l'exercice qu'elle est tout entière, et le fichier qui y répond.
fn remise(chemin: PathBuf, seul: Option<(String, PathBuf)>, enonces: &Arc<Enonces>) -> Remise {
    let (seul, fichier) = seul.unzip();
    Remise {
        nom: nom_de(&chemin),
        // Un fichier seul n'a rien autour de lui.
        racines: match chemin.is_file() {
            true => Vec::new(),
            false => vec![Racine::Dossier(chemin.clone(), String::new())],
        },
        chemin,
        participant: None,
        seul,
        fichier,
        homonyme: false,
        enonces: enonces.clone(),
    }
}

/// Ce nom, composé ; celui qui ne se voit pas en a un.
fn lisible(nom: &str) -> String {
    let se_voit = |c: char| !c.is_whitespace() && !c.is_control();
    match nom.contains(se_voit) {
        true => compose(nom),
        false => "sans nom".to_owned(),
    }
}

/// Le dernier nom d'un chemin, `.` et `..` résolus.
fn nom_de(chemin: &Path) -> String {
    let resolu = chemin.file_name().is_none().then(|| chemin.canonicalize());
    let resolu = resolu.and_then(Result::ok);
    let chemin = resolu.as_deref().unwrap_or(chemin);
    let nom = chemin.file_name().unwrap_or(chemin.as_os_str());
    nom.to_string_lossy().into_owned()
}

/// Ce qu'est ce chemin : une copie entière, le dossier d'un exercice, une archive, ou un fichier.
fn reconnaitre(
    cours: &Cours,
    enonces: &Arc<Enonces>,
    chemin: &Path,
    demandes: &[&Exercice],
) -> anyhow::Result<Remise> {
    let nom = nom_de(chemin);
    if chemin.is_file() {
        let Some((genre, racine)) = Genre::de(&nom) else {
            return fichier_seul(cours, enonces, chemin, demandes);
        };
        return Ok(Remise {
            nom: racine.to_owned(),
            racines: vec![Racine::Archive(
                genre,
                chemin.canonicalize()?,
                String::new(),
            )],
            ..remise(chemin.to_owned(), None, enonces)
        });
    }
    let exercice = cours.exercices.iter().find(|exercice| exercice.nom == nom);
    match exercice {
        Some(exercice) if chemin.join(REPONSE).symlink_metadata().is_ok() => Ok(remise(
            chemin.to_owned(),
            Some((exercice.nom.clone(), chemin.join(REPONSE))),
            enonces,
        )),
        _ => {
            refuser_un_lot(cours, chemin)?;
            Ok(remise(chemin.to_owned(), None, enonces))
        }
    }
}

/// Refuse un dossier de copies donné comme une copie : toute la classe n'aurait qu'une note, et 0.
fn refuser_un_lot(cours: &Cours, chemin: &Path) -> anyhow::Result<()> {
    let contient_une_reponse = |dossier: &Path| {
        let mut exercices = cours.exercices.iter();
        exercices.any(|exercice| dossier.join(&exercice.nom).join(REPONSE).is_file())
    };
    let de_moodle = |dossier: &&PathBuf| noms::participant(&nom_de(dossier)).is_some();
    let dossiers = sous_dossiers(chemin);
    let copies = || dossiers.iter().filter(|d| contient_une_reponse(d)).count();
    let moodle = || dossiers.iter().filter(de_moodle).count();
    ensure!(
        contient_une_reponse(chemin) || (copies() < 2 && moodle() < 2),
        "« {} » ne contient aucun exoNN/src/main.rs, mais plusieurs de ses dossiers en contiennent : si chacun est \
         une copie, écris --lot {0}",
        chemin.display()
    );
    Ok(())
}

/// Un fichier : son exercice est celui qu'on demande, sinon celui que son chemin nomme.
fn fichier_seul(
    cours: &Cours,
    enonces: &Arc<Enonces>,
    chemin: &Path,
    demandes: &[&Exercice],
) -> anyhow::Result<Remise> {
    let nomme = || {
        let parties = chemin.iter().rev().map(|partie| partie.to_string_lossy());
        parties.into_iter().find_map(|partie| {
            let exercice = exercice_nomme(&partie, &cours.exercices)?;
            Some(exercice.nom.clone())
        })
    };
    let exercice = match demandes {
        [seul] => Some(seul.nom.clone()),
        _ => nomme(),
    };
    let exercice = exercice.with_context(|| {
        format!(
            "« {} » ne dit pas de quel exercice il est : ajoute --exo NN, ou nomme-le exoNN.rs",
            chemin.display()
        )
    })?;
    ensure!(
        demandes.iter().any(|demande| demande.nom == exercice),
        "« {} » est une réponse à {exercice}, qui n'est pas parmi les exercices demandés",
        chemin.display()
    );
    let mut remise = remise(
        chemin.to_owned(),
        Some((exercice.clone(), chemin.to_owned())),
        enonces,
    );
    remise.nom = auteur(chemin, &exercice);
    Ok(remise)
}

/// De qui est un fichier : le dossier qui contient `exoNN/src/main.rs` ou `exoNN.rs`, sinon son propre nom.
fn auteur(chemin: &Path, exercice: &str) -> String {
    let absolu = std::path::absolute(chemin).unwrap_or_else(|_| chemin.to_owned());
    let racine = if absolu.ends_with(reponse_de(exercice)) {
        absolu.ancestors().nth(3)
    } else if absolu.ends_with(format!("{exercice}.rs")) {
        absolu.parent()
    } else {
        None
    };
    match racine.and_then(Path::file_name) {
        Some(nom) => nom.to_string_lossy().into_owned(),
        None => nom_de(&chemin.with_extension("")),
    }
}

/// Ce qu'une copie contient pour les exercices demandés.
pub(super) struct Lecture {
    /// Une réponse par exercice, dans l'ordre.
    pub(super) reponses: Vec<Trouvee>,
    /// Ce qu'un œil humain doit voir : de quel exercice, et quoi.
    pub(super) a_regarder: Vec<(String, String)>,
}

impl Remise {
    /// Le nom de l'exercice, si la copie n'est faite que de celui-là.
    pub(crate) fn exercice_seul(&self) -> Option<&str> {
        self.seul.as_deref()
    }

    /// Il y a quelque chose à lire.
    pub(crate) fn existe(&self) -> bool {
        self.chemin.exists() || matches!(self.racines.as_slice(), [Racine::Lue(_), ..])
    }

    /// Ce que la copie contient pour chacun de ces exercices.
    pub(super) fn lire(&self, exercices: &[&Exercice]) -> Lecture {
        let contenu = self.contenu();
        let choix = Choix {
            enonces: &self.enonces,
            un_seul: exercices.len() == 1,
        };
        let choisir = |exercice: &&Exercice| {
            let place = match self.fichier_de(exercice) {
                Some(fichier) => reponse::lire(fichier),
                None => self
                    .a_sa_place(exercice)
                    .unwrap_or_else(|| contenu.texte(&reponse_de(&exercice.nom))),
            };
            choix.choisir(exercice, place, &contenu)
        };
        let mut reponses: Vec<_> = exercices.iter().map(choisir).collect();
        let mut a_regarder = choix.a_regarder(exercices, &reponses, &contenu);
        a_regarder.extend(self.homonymie(exercices));
        self.demander_si_c_est_un_lot(&mut reponses, &contenu);
        if reponses
            .iter()
            .all(|trouvee| trouvee.lue == Err(Illisible::Absent))
        {
            reponses.fill(Trouvee {
                lue: Err(Illisible::Aucune(contenu.en_mots())),
                ou: None,
            });
        }
        Lecture {
            reponses,
            a_regarder,
        }
    }

    /// Ce qu'il faut regarder de deux copies du même nom.
    fn homonymie(&self, exercices: &[&Exercice]) -> Option<(String, String)> {
        let premier = exercices.first().filter(|_| self.homonyme)?;
        let dit = "une autre copie porte le même nom : vérifie de qui est chacune";
        Some((premier.nom.clone(), dit.to_owned()))
    }

    /// De plusieurs réponses qui diffèrent, chacune dans son dossier, demande si ce n'est pas une classe.
    fn demander_si_c_est_un_lot(&self, reponses: &mut [Trouvee], contenu: &Contenu) {
        if !self.chemin.is_dir() || !emballage::est_peut_etre_un_lot(contenu, &self.enonces) {
            return;
        }
        for trouvee in reponses {
            if let Err(Illisible::Plusieurs(chemins)) = &trouvee.lue {
                let (chemins, lot) = (chemins.clone(), self.chemin.display().to_string());
                trouvee.lue = Err(Illisible::PlusieursOuUnLot(chemins, sur_une_ligne(&lot)));
            }
        }
    }

    /// Le fichier qui répond à cet exercice, si la copie n'est faite que de celui-là.
    fn fichier_de(&self, exercice: &Exercice) -> Option<&Path> {
        let fichier = self.fichier.as_deref()?;
        (self.exercice_seul() == Some(&*exercice.nom)).then_some(fichier)
    }

    /// Tout ce qu'elle contient.
    fn contenu(&self) -> Contenu {
        let mut contenu = Contenu::default();
        for racine in &self.racines {
            match racine {
                Racine::Dossier(dossier, sous) => contenu.ajouter_le_dossier(dossier, sous),
                Racine::Fichier(fichier, nom) => contenu.ajouter_le_fichier(fichier, nom),
                Racine::Lue(lue) => contenu.reunir(lue.clone()),
                Racine::Archive(genre, chemin, sous) => {
                    let nom = nom_de(chemin);
                    // Un lien pourrait mener à l'archive d'un autre.
                    let ordinaire = chemin
                        .symlink_metadata()
                        .is_ok_and(|nature| nature.is_file());
                    match File::open(chemin) {
                        Ok(source) if ordinaire => {
                            contenu.ajouter_l_archive(*genre, source, &nom, sous, 1)
                        }
                        _ => contenu.refuser(&nom, "ce n'est pas un fichier qui se lit"),
                    }
                }
            }
        }
        contenu
    }

    /// Ce que ses dossiers contiennent pour cet exercice, à sa place ; `None` si elle n'a pas de dossier.
    fn a_sa_place(&self, exercice: &Exercice) -> Option<Lue> {
        let dossiers = self.racines.iter().filter_map(|racine| match racine {
            Racine::Dossier(dossier, _) => Some(dossier),
            _ => None,
        });
        let mut lues = dossiers.map(|dossier| {
            let sous = Path::new(&exercice.nom).join("src");
            reste_dans(dossier, &sous)?;
            reponse::lire(&dossier.join(sous).join("main.rs"))
        });
        let premiere = lues.next()?;
        Some(if premiere == Err(Illisible::Absent) {
            lues.find(|lue| *lue != Err(Illisible::Absent))
                .unwrap_or(premiere)
        } else {
            premiere
        })
    }
}

/// Vérifie qu'aucun lien ne fait sortir ce dossier de la copie.
fn reste_dans(racine: &Path, dossier: &Path) -> Result<(), Illisible> {
    let resoudre = |chemin: &Path| match chemin.canonicalize() {
        Ok(chemin) => Ok(chemin),
        Err(erreur) if erreur.kind() == std::io::ErrorKind::PermissionDenied => {
            Err(Illisible::Systeme(entree_sortie(&erreur)))
        }
        Err(_) => Err(Illisible::Absent),
    };
    let (vraie, vrai_dossier) = (resoudre(racine)?, resoudre(&racine.join(dossier))?);
    if vrai_dossier.starts_with(vraie) {
        Ok(())
    } else {
        Err(Illisible::HorsDeLaCopie)
    }
}
