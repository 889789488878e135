//! Retrouver l'énoncé d'origine d'un exercice, et y revenir sans rien perdre.
//!
//! L'énoncé d'origine est, dans l'historique git du cours, la version la plus récente du fichier où chaque étape est
//! encore un `todo!`. Une version que l'apprenant a commencé à remplir n'en est pas une, même enregistrée ; une
//! correction de l'énoncé, arrivée ensuite, en est une. Là où git ne répond pas (une archive, un dossier qui est à un
//! autre), c'est la copie que le cours en garde dans [`COPIES_DES_ENONCES`] ; un test les veut pareilles.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

use crate::cours::decoupe::{Morceau, decouper};
use crate::cours::inventaire::{SAUVEGARDE, reponse_de};
use crate::cours::{COPIES_DES_ENONCES, Cours, Exercice};
use crate::socle::lignes::{aux_fins_de_ligne_de, en_lf};

/// Ce qu'un retour à l'énoncé a fait.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Retour {
    /// Le fichier était déjà ainsi : rien n'a changé.
    DejaFait,
    /// Le fichier a changé ; sa version d'avant est gardée là, s'il y en avait une.
    Fait(Option<PathBuf>),
}

/// L'énoncé d'origine, en fins de ligne `\n`.
///
/// # Errors
/// Ni l'historique git ni le cours n'en a.
pub(crate) fn d_origine(cours: &Cours, exercice: &Exercice) -> anyhow::Result<String> {
    let origine = de_git(cours, exercice).or_else(|| copie(exercice));
    let origine = origine.with_context(|| {
        format!(
            "l'énoncé de {} ne se retrouve ni dans l'historique git, ni dans {COPIES_DES_ENONCES} ; reprends ce fichier d'une copie \
             neuve du cours",
            reponse_de(&exercice.nom)
        )
    })?;
    Ok(en_lf(&origine))
}

/// Celui de l'historique git, s'il répond.
fn de_git(cours: &Cours, exercice: &Exercice) -> Option<String> {
    let chemin = reponse_de(&exercice.nom);
    let versions = git(&cours.racine, &["log", "--format=%H", "--", &chemin])?;
    versions
        .lines()
        // `./` : relatif au cours, qui peut n'être qu'un dossier du dépôt.
        .filter_map(|version| git(&cours.racine, &["show", &format!("{version}:./{chemin}")]))
        .find(|texte| est_un_enonce(texte, exercice))
}

/// La copie que le cours en garde.
fn copie(exercice: &Exercice) -> Option<String> {
    let texte = std::fs::read_to_string(exercice.copie_de_l_enonce()).ok()?;
    est_un_enonce(&texte, exercice).then_some(texte)
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

/// Ce que git répond ; `None` s'il n'est pas là ou s'il refuse.
fn git(racine: &Path, arguments: &[&str]) -> Option<String> {
    let mut commande = Command::new("git");
    let sortie = commande.current_dir(racine).args(arguments).output().ok()?;
    let texte = String::from_utf8(sortie.stdout).ok()?;
    sortie.status.success().then_some(texte)
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
    ensure!(
        exercice
            .etapes
            .iter()
            .any(|decrite| decrite.numero == etape),
        "{} n'a pas d'étape {etape} ; il y en a {}",
        exercice.nom,
        exercice.etapes.len()
    );
    let fichier = exercice.enonce();
    let actuel = crate::cours::reponse::lire(&fichier)
        .map_err(|illisible| anyhow::anyhow!("{} : {illisible}", fichier.display()))?;
    let origine = d_origine(cours, exercice)?;
    let texte = remettre(&en_lf(&actuel), &origine, etape).map_err(|erreur| {
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

/// Écrit ce texte à la place du fichier, dont la version d'avant est d'abord gardée. Les fins de ligne restent celles
/// du fichier, et ne sont pas une différence.
fn remplacer(fichier: &Path, texte: &str) -> anyhow::Result<Retour> {
    let avant = match std::fs::read(fichier) {
        Ok(octets) => Some(octets),
        Err(erreur) if erreur.kind() == ErrorKind::NotFound => None,
        Err(erreur) => {
            return Err(erreur).with_context(|| format!("« {} » ne se lit pas", fichier.display()));
        }
    };
    let lu = avant
        .as_deref()
        .and_then(|octets| std::str::from_utf8(octets).ok());
    if lu.is_some_and(|lu| en_lf(lu) == texte) {
        return Ok(Retour::DejaFait);
    }
    let texte = aux_fins_de_ligne_de(texte, lu.unwrap_or_default());
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
        nom.push(format!("{SAUVEGARDE}{numero}"));
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
    fn les_fins_de_ligne_de_windows_restent() {
        let dossier = tempfile::tempdir().unwrap();
        let fichier = dossier.path().join("main.rs");
        std::fs::write(&fichier, "un\r\ndeux\r\n").unwrap();
        assert_eq!(remplacer(&fichier, "un\ndeux\n").unwrap(), Retour::DejaFait);
        remplacer(&fichier, "un\ntrois\n").unwrap();
        assert_eq!(std::fs::read(&fichier).unwrap(), b"un\r\ntrois\r\n");
    }

    /// Une copie qui ne suivrait pas son énoncé ramènerait un apprenant à un énoncé d'hier.
    #[test]
    fn les_copies_des_enonces_sont_celles_du_cours() {
        let cours = Cours::du_depot();
        for exercice in &cours.exercices {
            let nom = &exercice.nom;
            let enonce = std::fs::read_to_string(exercice.enonce()).unwrap();
            let copie = copie(exercice);
            let copie = copie
                .unwrap_or_else(|| panic!("{COPIES_DES_ENONCES}/{nom}.rs n'est pas un énoncé"));
            let refaire = format!("cp {nom}/src/main.rs {COPIES_DES_ENONCES}/{nom}.rs");
            assert!(
                !est_un_enonce(&enonce, exercice) || copie == enonce,
                "{refaire}"
            );
        }
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
