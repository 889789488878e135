//! `cargo exo ouvrir` : la leçon et le fichier d'un exercice dans un éditeur.

use std::ffi::OsString;
use std::process::Command;

use anyhow::{Context, bail, ensure};
use clap::Args;

use crate::cours::Cours;
use crate::socle::terminal::chemin_a_afficher;

/// Options de `cargo exo ouvrir`.
#[derive(Debug, Args)]
#[command(
    after_help = "L'éditeur est celui de $VISUAL, sinon de $EDITOR, sinon VS Code (code) s'il est installé."
)]
pub struct Options {
    /// L'exercice, comme 31 ou exo31.
    #[arg(value_name = "NN")]
    exo: String,
}

/// Ouvre le README et le fichier à remplir, et attend que l'éditeur rende la main.
///
/// # Errors
/// L'exercice n'existe pas, il n'y a pas d'éditeur, ou il échoue.
pub fn executer(options: &Options) -> anyhow::Result<bool> {
    let cours = Cours::courant()?;
    let exercice = cours.exercice(&options.exo)?;
    let fichiers = [exercice.dossier.join("README.md"), exercice.enonce()];
    let (programme, arguments) = editeur(|nom| std::env::var(nom).ok())?;
    // `which` donne le chemin entier : sous Windows, `code` est un `code.cmd`.
    let chemin = which::which(&programme).with_context(|| {
        format!(
            "l'éditeur « {} » est introuvable : corrige $VISUAL ou $EDITOR",
            programme.display()
        )
    })?;
    println!(
        "{}\n{}",
        chemin_a_afficher(&fichiers[0]),
        chemin_a_afficher(&fichiers[1])
    );
    let statut = Command::new(&chemin)
        .args(arguments)
        .args(&fichiers)
        .status()
        .with_context(|| format!("l'éditeur « {} » ne se lance pas", chemin.display()))?;
    ensure!(
        statut.success(),
        "l'éditeur « {} » a échoué ({statut})",
        chemin.display()
    );
    Ok(true)
}

/// Le programme de l'éditeur et ses arguments.
fn editeur(variable: impl Fn(&str) -> Option<String>) -> anyhow::Result<(OsString, Vec<String>)> {
    for nom in ["VISUAL", "EDITOR"] {
        let Some(ligne) = variable(nom).filter(|ligne| !ligne.trim().is_empty()) else {
            continue;
        };
        let mut mots = decouper_la_ligne(&ligne)
            .with_context(|| format!("${nom} ne se lit pas : « {ligne} » a un guillemet ouvert"))?;
        let programme = mots.remove(0);
        return Ok((programme.into(), mots));
    }
    if which::which("code").is_ok() {
        return Ok(("code".into(), Vec::new()));
    }
    bail!("aucun éditeur : donne le tien dans $EDITOR, par exemple EDITOR=nano cargo exo ouvrir 29")
}

/// Une ligne de commande en mots, comme un shell ; sous Windows, où `\\` sépare des dossiers, d'un seul mot
/// si elle nomme un programme.
fn decouper_la_ligne(ligne: &str) -> anyhow::Result<Vec<String>> {
    if which::which(ligne).is_ok() {
        return Ok(vec![ligne.to_owned()]);
    }
    let mots = shell_words::split(ligne)?;
    ensure!(!mots.is_empty(), "elle est vide");
    Ok(mots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visual_passe_avant_editor_et_garde_ses_arguments() {
        let variables = |nom: &str| {
            Some(match nom {
                "VISUAL" => "'mon éditeur' --attendre".to_owned(),
                _ => "vi".to_owned(),
            })
        };
        assert_eq!(
            editeur(variables).unwrap(),
            ("mon éditeur".into(), vec!["--attendre".to_owned()])
        );
        let seul = |nom: &str| (nom == "EDITOR").then(|| "nano -l".to_owned());
        assert_eq!(
            editeur(seul).unwrap(),
            ("nano".into(), vec!["-l".to_owned()])
        );
        let ouvert = |_: &str| Some("nano 'x".to_owned());
        assert!(
            editeur(ouvert)
                .unwrap_err()
                .to_string()
                .contains("guillemet")
        );
    }
}
