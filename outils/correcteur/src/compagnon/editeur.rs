//! L'éditeur de l'apprenant : celui de `$VISUAL`, sinon de `$EDITOR`, sinon VS Code.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};

use crate::moteur::processus::lancer_a_cote;

/// Ceux qui ont leur propre fenêtre : le terminal reste à qui l'avait. Un autre est réputé le vouloir pour lui.
const A_FENETRE: [&str; 18] = [
    "bbedit",
    "clion",
    "code",
    "code-insiders",
    "codium",
    "cursor",
    "gedit",
    "gnome-text-editor",
    "gvim",
    "idea",
    "kate",
    "mate",
    "notepad",
    "rustrover",
    "subl",
    "windsurf",
    "zed",
    "zeditor",
];

/// Un éditeur installé.
pub(crate) struct Editeur {
    /// Son chemin entier : sous Windows, `code` est un `code.cmd`.
    programme: PathBuf,
    arguments: Vec<String>,
}

impl Editeur {
    /// Celui que l'environnement désigne.
    ///
    /// # Errors
    /// Il n'y en a pas, ou il ne se trouve pas.
    pub(crate) fn de_l_environnement() -> anyhow::Result<Self> {
        let (nom, arguments) = designe(|nom| std::env::var(nom).ok())?;
        // La cause est en anglais, et n'apprend rien de plus.
        let programme = which::which(&nom).ok().with_context(|| {
            format!(
                "l'éditeur « {} » est introuvable : corrige $VISUAL ou $EDITOR",
                nom.display()
            )
        })?;
        Ok(Editeur {
            programme,
            arguments,
        })
    }

    /// Il a sa propre fenêtre.
    pub(crate) fn a_une_fenetre(&self) -> bool {
        let nom = self.programme.file_stem().and_then(|nom| nom.to_str());
        nom.is_some_and(|nom| A_FENETRE.contains(&nom))
    }

    /// De quoi ouvrir ces fichiers.
    fn commande(&self, fichiers: &[PathBuf]) -> Command {
        let mut commande = Command::new(&self.programme);
        commande.args(&self.arguments).args(fichiers);
        commande
    }

    /// Comme [`Editeur::ouvrir`], sans rien lui laisser du terminal.
    ///
    /// # Errors
    /// Comme [`Editeur::ouvrir`].
    pub(crate) fn ouvrir_a_cote(&self, fichiers: &[PathBuf]) -> anyhow::Result<()> {
        let mut commande = self.commande(fichiers);
        commande
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        executer(commande, &self.programme)
    }

    /// Ouvre ces fichiers, et attend que l'éditeur rende la main.
    ///
    /// # Errors
    /// Il ne se lance pas, ou il échoue.
    pub(crate) fn ouvrir(&self, fichiers: &[PathBuf]) -> anyhow::Result<()> {
        executer(self.commande(fichiers), &self.programme)
    }
}

/// Lance ce programme de la machine, au terminal, et attend sa fin.
fn executer(mut commande: Command, programme: &Path) -> anyhow::Result<()> {
    let qui = programme.display();
    let (mut enfant, _a_cote) = lancer_a_cote(&mut commande)
        .with_context(|| format!("l'éditeur « {qui} » ne se lance pas"))?;
    let statut = enfant.wait()?;
    ensure!(statut.success(), "l'éditeur « {qui} » a échoué ({statut})");
    Ok(())
}

/// Le programme de l'éditeur et ses arguments.
fn designe(variable: impl Fn(&str) -> Option<String>) -> anyhow::Result<(OsString, Vec<String>)> {
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
    let choisir = match cfg!(windows) {
        true => "$env:EDITOR = \"notepad\"",
        false => "export EDITOR=nano",
    };
    bail!("aucun éditeur n'est choisi : tape {choisir} (ou le nom du tien), puis recommence")
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
            designe(variables).unwrap(),
            ("mon éditeur".into(), vec!["--attendre".to_owned()])
        );
        let seul = |nom: &str| (nom == "EDITOR").then(|| "nano -l".to_owned());
        assert_eq!(
            designe(seul).unwrap(),
            ("nano".into(), vec!["-l".to_owned()])
        );
        let ouvert = |_: &str| Some("nano 'x".to_owned());
        assert!(
            designe(ouvert)
                .unwrap_err()
                .to_string()
                .contains("guillemet")
        );
    }
}
