//! Retrouver l'énoncé d'origine d'un exercice, et y revenir sans rien perdre.
//!
//! L'énoncé d'origine n'est recopié nulle part : c'est, dans l'historique git du cours, la version la plus
//! récente du fichier où chaque étape est encore un `todo!`. Une version que l'apprenant a commencé à
//! remplir n'en est pas une, même enregistrée ; une correction de l'énoncé, arrivée ensuite, en est une.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};

use crate::cours::decoupe::{Morceau, decouper};
use crate::cours::inventaire::reponse_de;
use crate::cours::{Cours, Exercice};

/// Ce qu'un retour à l'énoncé a fait.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Retour {
    /// Le fichier était déjà ainsi : rien n'a changé.
    DejaFait,
    /// Le fichier a changé ; sa version d'avant est gardée là, s'il y en avait une.
    Fait(Option<PathBuf>),
}

/// L'énoncé d'origine, tel que l'historique git du cours le garde.
///
/// # Errors
/// Git ou l'historique manque, ou aucune version n'y est un énoncé.
pub(crate) fn d_origine(cours: &Cours, exercice: &Exercice) -> anyhow::Result<String> {
    let chemin = reponse_de(&exercice.nom);
    let versions = git(&cours.racine, &["log", "--format=%H", "--", &chemin])?;
    for version in versions.lines() {
        // `./` : relatif au cours, qui peut n'être qu'un dossier du dépôt.
        let Ok(texte) = git(&cours.racine, &["show", &format!("{version}:./{chemin}")]) else {
            continue;
        };
        if est_un_enonce(&texte, exercice) {
            return Ok(texte);
        }
    }
    bail!(
        "l'historique git n'a aucune version de {chemin} dont toutes les étapes soient à faire ; \
         reprends ce fichier d'une copie neuve du cours"
    )
}

/// Toutes les étapes y sont, et chacune commence par son `todo!`.
fn est_un_enonce(texte: &str, exercice: &Exercice) -> bool {
    let Ok(morceaux) = decouper(texte) else {
        return false;
    };
    let fonctions = morceaux
        .iter()
        .filter(|morceau| texte[morceau.entier.clone()].contains("fn "));
    let (mut a_faire, mut faites) = (BTreeSet::new(), 0);
    for morceau in fonctions {
        match morceau.etape {
            Some(etape) if morceau.a_faire => _ = a_faire.insert(etape),
            Some(_) => faites += 1,
            None => {}
        }
    }
    let attendues: BTreeSet<u32> = exercice.etapes.iter().map(|etape| etape.numero).collect();
    faites == 0 && a_faire == attendues
}

fn git(racine: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let sortie = Command::new("git")
        .current_dir(racine)
        .args(arguments)
        .output();
    let conseil = "l'énoncé d'origine vient de l'historique git du cours ; sans lui, reprends le fichier d'une copie neuve";
    let sortie = sortie.with_context(|| format!("git est introuvable : {conseil}"))?;
    let plainte = String::from_utf8_lossy(&sortie.stderr);
    let plainte = plainte.trim();
    ensure!(
        !plainte.contains("not a git repository"),
        "ce dossier n'est pas un dépôt git : {conseil}"
    );
    ensure!(sortie.status.success(), "git : {plainte} ; {conseil}");
    String::from_utf8(sortie.stdout).context("git n'a pas rendu du texte UTF-8")
}

/// Remet tout le fichier de l'exercice dans l'état d'origine.
///
/// # Errors
/// L'énoncé ne se retrouve pas, ou le fichier ne s'écrit pas.
pub(crate) fn recommencer(cours: &Cours, exercice: &Exercice) -> anyhow::Result<Retour> {
    let origine = d_origine(cours, exercice)?;
    remplacer(&exercice.enonce(), &origine)
}

/// Remet le corps de ce qui est à écrire pour cette étape dans l'état d'origine ; le reste ne bouge pas.
///
/// # Errors
/// L'étape n'existe pas, l'énoncé ne se retrouve pas, ou le fichier ne s'analyse pas : le message dit alors
/// comment tout recommencer.
pub(crate) fn recommencer_etape(
    cours: &Cours,
    exercice: &Exercice,
    etape: u32,
) -> anyhow::Result<Retour> {
    let fichier = exercice.enonce();
    let actuel = crate::cours::reponse::lire(&fichier)
        .map_err(|illisible| anyhow::anyhow!("{} : {illisible}", fichier.display()))?;
    let origine = d_origine(cours, exercice)?;
    let texte = remettre(&actuel, &origine, etape).map_err(|erreur| {
        anyhow::anyhow!(
            "{erreur:#}\npour repartir du fichier entier : cargo exo recommencer {}",
            exercice.numero()
        )
    })?;
    remplacer(&fichier, &texte)
}

/// Le texte actuel, où les corps de l'étape sont ceux de l'énoncé.
fn remettre(actuel: &str, origine: &str, etape: u32) -> anyhow::Result<String> {
    let presents = decouper(actuel)?;
    let modeles = decouper(origine)?;
    let mut changements: Vec<(&Morceau, &str)> = modeles
        .iter()
        .filter(|modele| modele.etape == Some(etape))
        .map(|modele| {
            let present = presents.iter().find(|present| present.nom == modele.nom);
            let present =
                present.with_context(|| format!("`{}` n'est plus dans le fichier", modele.nom))?;
            Ok((present, &origine[modele.corps.clone()]))
        })
        .collect::<anyhow::Result<_>>()?;
    ensure!(!changements.is_empty(), "l'énoncé n'a pas d'étape {etape}");
    // De la fin vers le début : les places qui restent à changer ne bougent pas.
    changements.sort_by_key(|(present, _)| std::cmp::Reverse(present.corps.start));
    let mut texte = actuel.to_owned();
    for (present, corps) in changements {
        texte.replace_range(present.corps.clone(), corps);
    }
    Ok(texte)
}

/// Écrit ce texte à la place du fichier, dont la version d'avant est d'abord gardée.
fn remplacer(fichier: &Path, texte: &str) -> anyhow::Result<Retour> {
    let avant = match std::fs::read(fichier) {
        Ok(octets) => Some(octets),
        Err(erreur) if erreur.kind() == ErrorKind::NotFound => None,
        Err(erreur) => {
            return Err(erreur).with_context(|| format!("« {} » ne se lit pas", fichier.display()));
        }
    };
    if avant.as_deref() == Some(texte.as_bytes()) {
        return Ok(Retour::DejaFait);
    }
    let gardee = avant.map(|octets| garder(fichier, &octets)).transpose()?;
    std::fs::write(fichier, texte)
        .with_context(|| format!("« {} » ne s'écrit pas", fichier.display()))?;
    Ok(Retour::Fait(gardee))
}

/// Écrit ces octets à côté du fichier, sous le premier nom libre `….sauvegarde-N`.
fn garder(fichier: &Path, octets: &[u8]) -> anyhow::Result<PathBuf> {
    let mut numero = 1;
    loop {
        let mut nom = fichier.as_os_str().to_owned();
        nom.push(format!(".sauvegarde-{numero}"));
        let copie = PathBuf::from(nom);
        // `create_new` : une sauvegarde déjà là n'est jamais remplacée.
        match OpenOptions::new().write(true).create_new(true).open(&copie) {
            Ok(mut ouverte) => {
                let ecrite = ouverte.write_all(octets).and_then(|()| ouverte.sync_all());
                ecrite.with_context(|| format!("« {} » ne s'écrit pas", copie.display()))?;
                return Ok(copie);
            }
            Err(erreur) if erreur.kind() == ErrorKind::AlreadyExists => numero += 1,
            Err(erreur) => {
                return Err(erreur).with_context(|| {
                    format!(
                        "« {} » ne se crée pas ; le fichier n'a pas été touché",
                        copie.display()
                    )
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_etape_se_remet_sans_toucher_au_reste() {
        let origine = "/// Étape 1 : a\nfn a() {\n    todo!(\"étape 1\")\n}\n\n/// Étape 2 : b\nfn b() {\n    todo!()\n}\n";
        let actuel = "use std::fmt;\n/// à moi\nfn b() { 2 }\n\nfn aide() {}\n/// Étape 1 : a\nfn a() { fait() }\n";
        let remis = remettre(actuel, origine, 2).unwrap();
        assert_eq!(remis, actuel.replace("{ 2 }", "{\n    todo!()\n}"));
        assert!(remettre(actuel, origine, 3).is_err());
        assert!(remettre("fn b() {", origine, 2).is_err());
        assert!(
            remettre("fn a() {}", origine, 2)
                .unwrap_err()
                .to_string()
                .contains("`b`")
        );
    }

    #[test]
    fn une_sauvegarde_n_en_remplace_jamais_une_autre() {
        let dossier = tempfile::tempdir().unwrap();
        let fichier = dossier.path().join("main.rs");
        assert_eq!(remplacer(&fichier, "un").unwrap(), Retour::Fait(None));
        assert_eq!(remplacer(&fichier, "un").unwrap(), Retour::DejaFait);
        for (avant, apres, numero) in [("un", "deux", 1), ("deux", "trois", 2)] {
            let attendue = dossier.path().join(format!("main.rs.sauvegarde-{numero}"));
            assert_eq!(
                remplacer(&fichier, apres).unwrap(),
                Retour::Fait(Some(attendue.clone()))
            );
            assert_eq!(std::fs::read_to_string(attendue).unwrap(), avant);
        }
    }
}
