//! Ce qu'est une copie remise, et comment elle se reconnaît : un dossier qui contient des `exoNN/src/main.rs`, le dossier
//! d'un exercice, ou un seul fichier. Rien d'autre n'en est lu.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use crate::cours::inventaire::{REPONSE, reponse_de};
use crate::cours::reponse::{self, Illisible};
use crate::cours::{Cours, Exercice};
use crate::socle::texte::sur_une_ligne;

/// Une copie remise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remise {
    /// Qui : le nom du dossier ou du fichier, unique dans le lot.
    pub nom: String,
    /// Le dossier ou le fichier.
    pub chemin: PathBuf,
    /// Les exercices que la copie peut contenir, s'il n'y en a qu'un.
    seul: Option<String>,
    /// Le fichier de cet exercice-là, s'il n'est pas à sa place habituelle.
    fichier: Option<PathBuf>,
}

/// Rassemble les copies : chaque chemin en est une, chaque sous-dossier d'un lot aussi. Elles sont rendues
/// dans l'ordre des noms, qui sont uniques. `demandes` sont les exercices demandés, s'il y en a.
///
/// # Errors
/// Un lot ne se lit pas, un fichier ne dit pas de quel exercice il est, ou il n'y a aucune copie.
pub fn rassembler(
    cours: &Cours,
    chemins: &[PathBuf],
    lots: &[PathBuf],
    demandes: &[&Exercice],
) -> anyhow::Result<Vec<Remise>> {
    let mut remises = Vec::new();
    for chemin in chemins {
        remises.push(reconnaitre(cours, chemin, demandes)?);
    }
    for lot in lots {
        let dossiers = sous_dossiers(lot)?;
        ensure!(
            !dossiers.is_empty(),
            "« {} » n'a aucun sous-dossier : un lot contient un dossier par copie",
            lot.display()
        );
        remises.extend(dossiers.into_iter().map(|dossier| remise(dossier, None)));
    }
    ensure!(!remises.is_empty(), "aucune copie à noter");
    if remises.iter().all(|remise| !remise.chemin.exists()) {
        bail!(
            "« {} » n'existe pas",
            sur_une_ligne(&remises[0].chemin.display().to_string())
        );
    }
    remises.sort_by(|a, b| a.chemin.cmp(&b.chemin));
    remises.dedup_by(|a, b| a.chemin == b.chemin);
    distinguer(&mut remises);
    remises.sort_by(|a, b| a.nom.cmp(&b.nom));
    Ok(remises)
}

/// Les sous-dossiers d'un lot, cachés exceptés.
fn sous_dossiers(lot: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entrees = std::fs::read_dir(lot)
        .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
        .with_context(|| format!("le lot « {} » ne se lit pas", lot.display()))?;
    Ok(entrees
        .into_iter()
        .filter(|entree| !entree.file_name().to_string_lossy().starts_with('.'))
        .map(|entree| entree.path())
        .filter(|chemin| chemin.is_dir())
        .collect())
}

pub(super) fn remise(chemin: PathBuf, seul: Option<(String, PathBuf)>) -> Remise {
    let (seul, fichier) = seul.unzip();
    Remise {
        nom: nom_de(&chemin),
        chemin,
        seul,
        fichier,
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

/// Ce qu'est ce chemin : une copie entière, le dossier d'un exercice, ou un fichier.
fn reconnaitre(cours: &Cours, chemin: &Path, demandes: &[&Exercice]) -> anyhow::Result<Remise> {
    if chemin.is_file() {
        return fichier_seul(cours, chemin, demandes);
    }
    let nom = nom_de(chemin);
    let exercice = cours.exercices.iter().find(|exercice| exercice.nom == nom);
    match exercice {
        Some(exercice) if chemin.join(REPONSE).symlink_metadata().is_ok() => Ok(remise(
            chemin.to_owned(),
            Some((exercice.nom.clone(), chemin.join(REPONSE))),
        )),
        _ => {
            refuser_un_lot(cours, chemin)?;
            Ok(remise(chemin.to_owned(), None))
        }
    }
}

/// Refuse un dossier de copies donné comme une copie : toute la classe n'aurait qu'une note, et 0.
fn refuser_un_lot(cours: &Cours, chemin: &Path) -> anyhow::Result<()> {
    let contient_une_reponse = |dossier: &Path| {
        let mut exercices = cours.exercices.iter();
        exercices.any(|exercice| dossier.join(&exercice.nom).join(REPONSE).is_file())
    };
    let dossiers = || sous_dossiers(chemin).unwrap_or_default();
    let copies = || {
        dossiers()
            .iter()
            .filter(|d| contient_une_reponse(d))
            .count()
    };
    ensure!(
        contient_une_reponse(chemin) || copies() < 2,
        "« {} » ne contient aucun exoNN/src/main.rs, mais plusieurs de ses dossiers en contiennent : si chacun est \
         une copie, écris --lot {0}",
        chemin.display()
    );
    Ok(())
}

/// Un fichier : son exercice est celui qu'on demande, sinon celui que son chemin nomme.
fn fichier_seul(cours: &Cours, chemin: &Path, demandes: &[&Exercice]) -> anyhow::Result<Remise> {
    let nomme = || {
        let parties = chemin.iter().rev().map(|partie| partie.to_string_lossy());
        parties.into_iter().find_map(|partie| {
            let mut mots = partie.split(|c: char| !c.is_ascii_alphanumeric());
            let exercice = mots.find_map(|mot| cours.exercices.iter().find(|exo| exo.nom == mot));
            exercice.map(|exercice| exercice.nom.clone())
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

/// Rend les noms uniques : deux « tokio » deviennent « groupe1/tokio » et « groupe2/tokio ».
fn distinguer(remises: &mut [Remise]) {
    for parents in 1.. {
        let doubles = doubles(remises);
        if doubles.is_empty() {
            return;
        }
        for indice in doubles {
            let chemin = &remises[indice].chemin;
            let absolu = std::path::absolute(chemin).unwrap_or_else(|_| chemin.clone());
            let parties: Vec<_> = absolu
                .iter()
                .map(|partie| partie.to_string_lossy())
                .collect();
            remises[indice].nom = if parents < parties.len() {
                parties[parties.len() - 1 - parents..].join("/")
            } else {
                // Deux noms qui ne diffèrent que par des octets illisibles.
                format!("{} ({indice})", absolu.display())
            };
        }
    }
}

/// Les indices des remises dont une autre porte le nom.
fn doubles(remises: &[Remise]) -> Vec<usize> {
    let mut par_nom: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (indice, remise) in remises.iter().enumerate() {
        par_nom.entry(&remise.nom).or_default().push(indice);
    }
    par_nom
        .into_values()
        .filter(|indices| indices.len() > 1)
        .flatten()
        .collect()
}

/// Ce qu'une copie contient pour un exercice.
pub(super) type Lue = Result<String, Illisible>;

impl Remise {
    /// Le nom de l'exercice, si la copie n'est faite que de celui-là.
    pub(crate) fn exercice_seul(&self) -> Option<&str> {
        self.seul.as_deref()
    }

    /// Ce que la copie contient pour chacun de ces exercices.
    pub(super) fn reponses(&self, exercices: &[&Exercice]) -> Vec<Lue> {
        let egares = std::cell::LazyCell::new(|| fichiers_rust(&self.chemin));
        let chercher = |exercice: &Exercice, chemin: &&PathBuf| {
            chemin.ends_with(reponse_de(&exercice.nom))
                || chemin.ends_with(format!("{}.rs", exercice.nom))
        };
        let lire = |exercice: &&Exercice| match self.reponse(exercice) {
            Err(Illisible::Absent) => {
                let egare = egares.iter().find(|chemin| chercher(exercice, chemin));
                Err(egare.map_or(Illisible::Absent, |chemin| {
                    let chemin = chemin.to_string_lossy();
                    Illisible::Ailleurs(chemin.escape_debug().to_string())
                }))
            }
            lue => lue,
        };
        exercices.iter().map(lire).collect()
    }

    /// Ce que la copie contient pour cet exercice, à sa place.
    fn reponse(&self, exercice: &Exercice) -> Lue {
        match (&self.seul, &self.fichier) {
            (Some(seul), Some(fichier)) if *seul == exercice.nom => reponse::lire(fichier),
            (Some(_), _) => Err(Illisible::Absent),
            (None, _) => {
                let dossier = Path::new(&exercice.nom).join("src");
                reste_dans(&self.chemin, &dossier)?;
                reponse::lire(&self.chemin.join(dossier).join("main.rs"))
            }
        }
    }
}

/// Ce que [`fichiers_rust`] parcourt au plus : une copie hostile ne doit pas occuper le correcteur.
const PROFONDEUR: usize = 5;

const ENTREES: usize = 5000;

/// Les fichiers `.rs` d'un dossier, relatifs à lui, dans l'ordre des noms. Ni liens, ni dossiers cachés, ni `target`.
fn fichiers_rust(racine: &Path) -> Vec<PathBuf> {
    let visible = |entree: &walkdir::DirEntry| {
        let nom = entree.file_name();
        entree.depth() == 0 || !(nom == "target" || nom.to_string_lossy().starts_with('.'))
    };
    let parcours = walkdir::WalkDir::new(racine)
        .max_depth(PROFONDEUR)
        .sort_by_file_name();
    parcours
        .into_iter()
        .filter_entry(visible)
        .take(ENTREES)
        .flatten()
        .filter(|entree| entree.file_type().is_file())
        .filter(|entree| {
            entree
                .path()
                .extension()
                .is_some_and(|suffixe| suffixe == "rs")
        })
        .filter_map(|entree| Some(entree.path().strip_prefix(racine).ok()?.to_owned()))
        .collect()
}

/// Vérifie qu'aucun lien ne fait sortir ce dossier de la copie.
fn reste_dans(racine: &Path, dossier: &Path) -> Result<(), Illisible> {
    let resoudre = |chemin: &Path| match chemin.canonicalize() {
        Ok(chemin) => Ok(chemin),
        Err(erreur) if erreur.kind() == std::io::ErrorKind::PermissionDenied => {
            Err(Illisible::Systeme(erreur.to_string()))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn remise_nommee(chemin: &str) -> Remise {
        remise(chemin.into(), None)
    }

    #[test]
    fn les_noms_en_double_se_distinguent() {
        let mut remises = ["/a/x/tokio", "/a/y/tokio", "/b/y/tokio", "/b/seul"]
            .map(remise_nommee)
            .to_vec();
        distinguer(&mut remises);
        let noms: Vec<_> = remises.iter().map(|remise| remise.nom.as_str()).collect();
        assert_eq!(noms, ["x/tokio", "a/y/tokio", "b/y/tokio", "seul"]);
    }
}
