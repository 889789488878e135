//! Ce que Cargo a compilé pour les exercices, et où c'est.

use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, bail};
use cargo_metadata::Message;
use cargo_metadata::camino::Utf8PathBuf;

use super::machine;
use crate::cours::{Cours, cargo};
use crate::moteur::processus::lancer_a_cote;

/// Ce que Cargo a compilé pour les exercices.
#[derive(Debug, Clone, Default)]
pub(super) struct Bibliotheques {
    /// Fichier de chaque bibliothèque, par nom de `crate`.
    pub(super) fichiers: HashMap<String, PathBuf>,
    /// Tous les fichiers que le compilateur en lit, et de celles dont elles dépendent.
    produits: BTreeSet<PathBuf>,
    /// Le dossier qui ne contient qu'elles, si elles ont été mises à l'abri.
    abri: Option<PathBuf>,
}

impl Bibliotheques {
    /// Fait compiler par Cargo toutes les dépendances des exercices, et retient où elles sont. `dire` reçoit ce qui se
    /// fait attendre.
    pub(super) fn compiler(cours: &Cours, dire: &(dyn Fn(&str) + Sync)) -> anyhow::Result<Self> {
        let dependances: BTreeSet<_> = cours
            .exercices
            .iter()
            .flat_map(|exercice| &exercice.dependances)
            .map(|dependance| dependance.specification.as_str())
            .collect();
        // Cargo ne connaît que les dépendances des membres qu'on lui nomme : les exercices en sont donc,
        // mais ils n'ont pas de bibliothèque, et `--lib` ne compile rien d'eux.
        let exercices = cours.exercices.iter().map(|exercice| exercice.nom.as_str());
        let mut commande = cargo(&cours.racine);
        commande
            .args(["build", "--lib", "--locked", "--color=never"])
            .arg("--message-format=json-render-diagnostics")
            // Comme l'environnement, la configuration de Cargo de l'utilisateur peut vouloir autre chose.
            .args(["--config", r#"profile.dev.panic="unwind""#])
            .args(
                dependances
                    .into_iter()
                    .chain(exercices)
                    .flat_map(|nom| ["-p", nom]),
            )
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let (reussi, sortie, plaintes) = suivre(commande, dire)?;
        if !reussi {
            let conseil = if machine::manque_l_editeur_de_liens(&plaintes) {
                machine::conseil() + " ; "
            } else {
                String::new()
            };
            bail!(
                "cargo n'a pas pu compiler les bibliothèques du cours ; {conseil}il a dit :\n{plaintes}"
            );
        }
        let mut bibliotheques = Self::default();
        for message in Message::parse_stream(sortie.as_slice()) {
            let message = message.context("cargo a écrit un message illisible")?;
            if let Message::CompilerArtifact(produit) = message {
                bibliotheques.retenir(&produit);
            }
        }
        Ok(bibliotheques)
    }

    /// Aucune n'a été effacée.
    pub(super) fn sont_la(&self) -> bool {
        self.produits.iter().all(|produit| produit.exists())
    }

    fn retenir(&mut self, produit: &cargo_metadata::Artifact) {
        let mut fichiers = produit.filenames.clone();
        if let Some(original) = rlib_d_origine(&fichiers) {
            fichiers.retain(|fichier| fichier.extension() != Some("rlib"));
            fichiers.push(original);
        }
        let rlib = fichiers
            .iter()
            .find(|fichier| fichier.extension() == Some("rlib"));
        if let Some(rlib) = rlib {
            self.fichiers
                .insert(produit.target.name.clone(), rlib.into());
        }
        if !produit.target.is_custom_build() {
            self.produits.extend(fichiers.iter().map(PathBuf::from));
        }
    }

    /// Les noms de leurs fichiers, dans l'ordre, où qu'elles soient.
    pub(super) fn noms(&self) -> Vec<String> {
        let fichiers = self
            .produits
            .iter()
            .filter_map(|produit| produit.file_name());
        let noms: BTreeSet<_> = fichiers
            .map(|nom| nom.to_string_lossy().into_owned())
            .collect();
        noms.into_iter().collect()
    }

    /// Dossiers où sont ces bibliothèques et celles dont elles dépendent.
    pub(super) fn dossiers(&self) -> BTreeSet<&Path> {
        let dossiers = self.produits.iter().filter_map(|produit| produit.parent());
        dossiers.collect()
    }

    /// Ce qu'il faut pouvoir lire pour s'en servir, et rien de plus.
    pub(super) fn a_lire(&self) -> Vec<&Path> {
        match &self.abri {
            Some(abri) => vec![abri],
            None => self.produits.iter().map(PathBuf::as_path).collect(),
        }
    }

    /// Les mêmes, copiées dans ce dossier, qui est créé.
    pub(super) fn copier(&self, dossier: &Path) -> std::io::Result<Self> {
        std::fs::create_dir(dossier)?;
        let copie = |fichier: &PathBuf| dossier.join(fichier.file_name().unwrap_or_default());
        for produit in &self.produits {
            std::fs::copy(produit, copie(produit))?;
        }
        let fichiers = self.fichiers.iter();
        Ok(Bibliotheques {
            fichiers: fichiers
                .map(|(nom, rlib)| (nom.clone(), copie(rlib)))
                .collect(),
            produits: self.produits.iter().map(copie).collect(),
            abri: Some(dossier.to_owned()),
        })
    }
}

/// Lance Cargo et dit où il en est ; rend s'il a réussi, sa sortie, et ce qu'il a écrit d'autre que son avancement.
fn suivre(
    mut commande: Command,
    dire: &(dyn Fn(&str) + Sync),
) -> anyhow::Result<(bool, Vec<u8>, String)> {
    let absent = "cargo est introuvable : installe Rust avec rustup";
    let (mut enfant, _lance) = lancer_a_cote(&mut commande).context(absent)?;
    let (sortie, erreur) = (enfant.stdout.take(), enfant.stderr.take());
    let lecteur = thread::spawn(move || {
        let mut octets = Vec::new();
        let lu = sortie.map_or(Ok(0), |mut sortie| sortie.read_to_end(&mut octets));
        lu.map(|_| octets)
    });
    let mut plaintes = String::new();
    let lignes = erreur
        .into_iter()
        .flat_map(|erreur| BufReader::new(erreur).lines());
    for ligne in lignes.map_while(Result::ok) {
        match phrase(&ligne) {
            Some(phrase) => dire(&phrase),
            None if est_un_avancement(&ligne) => {}
            None => plaintes += &format!("{ligne}\n"),
        }
    }
    let statut = enfant.wait().context(absent)?;
    let sortie = lecteur.join().unwrap_or_else(|_| Ok(Vec::new()))?;
    Ok((statut.success(), sortie, plaintes))
}

/// Ce que cette ligne de Cargo fait attendre, en français.
fn phrase(ligne: &str) -> Option<String> {
    let ligne = ligne.trim_start();
    if ligne.starts_with("Blocking waiting for file lock") {
        return Some("un autre cargo compile : j'attends qu'il finisse".to_owned());
    }
    if ligne.starts_with("Updating ") || ligne.starts_with("Download") {
        return Some("Cargo télécharge les bibliothèques du cours".to_owned());
    }
    let paquet = ligne.strip_prefix("Compiling ")?.split(' ').next()?;
    Some(format!(
        "Cargo compile les bibliothèques du cours : {paquet}"
    ))
}

/// Une ligne où Cargo dit où il en est, et qui n'apprend rien d'autre.
fn est_un_avancement(ligne: &str) -> bool {
    let mots = ["Finished", "Fresh", "Running", "Dirty", "Locking", "Adding"];
    let ligne = ligne.trim_start();
    mots.iter().any(|mot| {
        ligne
            .strip_prefix(mot)
            .is_some_and(|suite| suite.starts_with(' '))
    })
}

/// La bibliothèque que veulent celles qui en dépendent, à côté du `.rmeta` : d'un paquet qu'on lui nomme, Cargo
/// n'annonce qu'une copie.
fn rlib_d_origine(annonces: &[Utf8PathBuf]) -> Option<Utf8PathBuf> {
    let rmeta = annonces
        .iter()
        .find(|fichier| fichier.extension() == Some("rmeta"))?;
    Some(rmeta.with_extension("rlib")).filter(|rlib| rlib.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ce_que_cargo_fait_attendre_se_dit_en_francais() {
        let attente = "    Blocking waiting for file lock on build directory";
        assert_eq!(
            phrase(attente).unwrap(),
            "un autre cargo compile : j'attends qu'il finisse"
        );
        let phrase_de = |ligne| phrase(ligne).unwrap_or_default();
        assert!(phrase_de("   Compiling tokio v1.54.0").ends_with(" : tokio"));
        assert!(phrase_de("  Downloaded tokio v1.54.0").contains("télécharge"));
        assert_eq!(phrase("error: could not compile `tokio`"), None);
        assert!(est_un_avancement("    Finished `dev` profile"));
        assert!(!est_un_avancement("error: Finished"));
    }
}
