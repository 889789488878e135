//! mdBook : ce qu'on lui demande, et son appel.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};
use serde::Serialize;

use super::SIGNATURE;
use crate::cours::Cours;

/// La version dont les titres à ancre, le thème et la recherche ont été éprouvés.
const VERSION: &str = "0.5";

/// Où mdBook écrit, dans le dossier du livre.
const CONSTRUIT: &str = "html";

#[derive(Serialize)]
struct Configuration<'a> {
    book: Livre<'a>,
    rust: Rust<'a>,
    build: Construction<'a>,
    output: Sorties<'a>,
}

#[derive(Serialize)]
struct Livre<'a> {
    title: &'a str,
    description: &'a str,
    language: &'a str,
}

#[derive(Serialize)]
struct Rust<'a> {
    edition: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Construction<'a> {
    build_dir: &'a str,
    /// Rien dans les leçons n'est pour eux : `{{#…}}` y est du texte.
    use_default_preprocessors: bool,
}

#[derive(Serialize)]
struct Sorties<'a> {
    html: Html<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Html<'a> {
    /// La typographie est déjà dans le texte.
    smart_punctuation: bool,
    preferred_dark_theme: &'a str,
    additional_css: [&'a str; 1],
    additional_js: [&'a str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    git_repository_url: Option<&'a str>,
    /// Où le livre est publié : seule la page d'erreur s'en sert.
    #[serde(skip_serializing_if = "Option::is_none")]
    site_url: Option<String>,
    fold: Pliage,
    playground: Terrain,
    search: Recherche,
}

#[derive(Serialize)]
struct Pliage {
    enable: bool,
    level: u8,
}

#[derive(Serialize)]
struct Terrain {
    runnable: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Recherche {
    limit_results: u8,
    /// « annul » trouve « annulation » et « annuler ».
    expand: bool,
    /// Tous les mots demandés.
    use_boolean_and: bool,
}

/// Le `book.toml`.
pub(super) fn configuration(cours: &Cours, depot: Option<&str>) -> String {
    let edition = cours
        .exercices
        .first()
        .map_or("2024", |exercice| &exercice.edition);
    let configuration = Configuration {
        book: Livre {
            title: "Programmation asynchrone avec Tokio",
            description: "Apprendre l'asynchrone en Rust, étape par étape, avec Tokio",
            language: "fr",
        },
        rust: Rust { edition },
        build: Construction {
            build_dir: CONSTRUIT,
            use_default_preprocessors: false,
        },
        output: Sorties {
            html: Html {
                smart_punctuation: false,
                preferred_dark_theme: "navy",
                additional_css: ["livre.css"],
                additional_js: ["livre.js"],
                git_repository_url: depot,
                site_url: depot.and_then(sous_dossier),
                fold: Pliage {
                    enable: true,
                    level: 1,
                },
                playground: Terrain { runnable: true },
                search: Recherche {
                    limit_results: 30,
                    expand: true,
                    use_boolean_and: true,
                },
            },
        },
    };
    let toml = toml::to_string(&configuration)
        .expect("des tables de textes et de nombres s'écrivent en TOML");
    format!("{SIGNATURE}\n{toml}")
}

/// Le dossier du site où GitHub et GitLab publient les pages d'un dépôt : `/tokio/`.
fn sous_dossier(depot: &str) -> Option<String> {
    Some(format!("/{}/", depot.rsplit_once('/')?.1))
}

/// Construit le livre de ce dossier ; rend la page à ouvrir.
///
/// # Errors
/// mdBook n'est pas installé, n'est pas de la bonne version, ou échoue.
pub(crate) fn construire(dossier: &Path) -> anyhow::Result<PathBuf> {
    let installation = format!("cargo install mdbook --locked --version '^{VERSION}'");
    let Ok(mdbook) = which::which("mdbook") else {
        bail!("mdBook n'est pas installé. Lance « {installation} », puis recommence.");
    };
    let sortie = Command::new(&mdbook).arg("--version").output();
    let version = sortie.context("mdBook ne se lance pas")?.stdout;
    let version = String::from_utf8_lossy(&version).trim().to_owned();
    ensure!(
        version
            .trim_start_matches("mdbook v")
            .starts_with(&format!("{VERSION}.")),
        "le livre demande mdBook {VERSION}, et celui-ci est « {version} ». Lance « {installation} »."
    );
    let statut = Command::new(&mdbook).arg("build").arg(dossier).status();
    let statut = statut.context("mdBook ne se lance pas")?;
    ensure!(
        statut.success(),
        "mdBook n'a pas construit le livre ; ses messages sont au-dessus"
    );
    Ok(dossier.join(CONSTRUIT).join("index.html"))
}
