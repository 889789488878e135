//! Ce que Cargo a compilé pour les exercices, et où c'est.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, ensure};
use cargo_metadata::Message;
use cargo_metadata::camino::Utf8PathBuf;

use crate::cours::{Cours, cargo};

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
    /// Fait compiler par Cargo toutes les dépendances des exercices, et retient où elles sont.
    pub(super) fn compiler(cours: &Cours) -> anyhow::Result<Self> {
        let dependances: BTreeSet<_> = cours
            .exercices
            .iter()
            .flat_map(|exercice| &exercice.dependances)
            .map(|dependance| dependance.specification.as_str())
            .collect();
        // Cargo ne connaît que les dépendances des membres qu'on lui nomme : les exercices en sont donc,
        // mais ils n'ont pas de bibliothèque, et `--lib` ne compile rien d'eux.
        let exercices = cours.exercices.iter().map(|exercice| exercice.nom.as_str());
        let sortie = cargo(&cours.racine)
            .args(["build", "--lib", "--quiet", "--locked"])
            .arg("--message-format=json-render-diagnostics")
            .args(
                dependances
                    .into_iter()
                    .chain(exercices)
                    .flat_map(|nom| ["-p", nom]),
            )
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()
            .context("cargo est introuvable : installe Rust avec rustup")?;
        ensure!(
            sortie.status.success(),
            "cargo n'a pas pu compiler les bibliothèques du cours ; ses messages sont au-dessus"
        );
        let mut bibliotheques = Self::default();
        for message in Message::parse_stream(sortie.stdout.as_slice()) {
            let message = message.context("cargo a écrit un message illisible")?;
            if let Message::CompilerArtifact(produit) = message {
                bibliotheques.retenir(&produit);
            }
        }
        Ok(bibliotheques)
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

/// La bibliothèque que veulent celles qui en dépendent, à côté du `.rmeta` : d'un paquet qu'on lui nomme, Cargo
/// n'annonce qu'une copie.
fn rlib_d_origine(annonces: &[Utf8PathBuf]) -> Option<Utf8PathBuf> {
    let rmeta = annonces
        .iter()
        .find(|fichier| fichier.extension() == Some("rmeta"))?;
    Some(rmeta.with_extension("rlib")).filter(|rlib| rlib.is_file())
}
