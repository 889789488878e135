//! Les tests d'un exercice : où ils sont, comment ils se nomment. Tout ce qui en dépend passe par ici.
//!
//! `tests/etapes/main.rs` déclare un module par étape (`mod etape1;`), qui peut se partager en d'autres (`mod arret;`,
//! dans `etape1/arret.rs`). Un test est une fonction sous `#[banc::etape]`, et son nom est celui que libtest lui
//! donne : `etape1::arret::le_dernier_finit`.

use std::path::{Path, PathBuf};

use super::elements::{Element, Sorte, elements};
use crate::socle::fichiers::lire;
use anyhow::{Context, ensure};

/// Le fichier que l'apprenant remplit, depuis le dossier de l'exercice.
pub(crate) const REPONSE: &str = "src/main.rs";

/// Ce fichier, tel que l'apprenant le nomme depuis la racine du cours : `exo31/src/main.rs`.
pub(crate) fn reponse_de(exercice: &str) -> String {
    format!("{exercice}/{REPONSE}")
}

/// Ce qui finit, avec un numéro, le nom de ce que `recommencer` met de côté : `main.rs.sauvegarde-1`.
pub(crate) const SAUVEGARDE: &str = ".sauvegarde-";

/// Ce chemin est celui d'une réponse que l'apprenant a fait mettre de côté par `recommencer`.
pub(crate) fn est_une_sauvegarde(chemin: &str) -> bool {
    let numero = chemin.rsplit_once(SAUVEGARDE).map(|(_, numero)| numero);
    numero.is_some_and(|numero| numero.parse::<u32>().is_ok())
}

/// Le dossier des tests, depuis celui de l'exercice.
pub(crate) const DOSSIER: &str = "tests/etapes";

/// Leur racine, dans ce dossier.
pub(crate) const RACINE: &str = "main.rs";

/// Le nom du programme des tests : celui de leur dossier, comme Cargo le fait.
pub(crate) const PROGRAMME: &str = "etapes";

/// En commentaire, après l'appel d'une fonction de l'énoncé, et suivi de sa signature : `rustc` montre cette ligne des
/// tests quand la réponse a changé la fonction.
pub const SIGNATURE_FIXEE: &str = "signature fixée : ";

/// De même, après l'import d'un nom de l'énoncé : celle que `rustc` montre quand la réponse ne l'a plus.
pub const NOM_FIXE: &str = "fixé par l'énoncé";

/// Les fichiers des tests de l'exercice qui est dans ce dossier, depuis celui-ci, chacun avec son texte. Rien n'en est analysé.
///
/// # Errors
/// Un fichier manque, ou ne se lit pas.
pub fn fichiers(exercice: &Path) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut fichiers = Vec::new();
    for entree in walkdir::WalkDir::new(exercice.join(DOSSIER)).sort_by_file_name() {
        let entree = entree.map_err(std::io::Error::from);
        let entree = entree.context("les tests ne se lisent pas")?;
        // Un éditeur, un système, y laissent aussi les leurs.
        let est_du_rust = entree
            .path()
            .extension()
            .is_some_and(|suffixe| suffixe == "rs");
        if entree.file_type().is_file() && est_du_rust {
            let fichier = entree.path().strip_prefix(exercice)?.to_owned();
            fichiers.push((fichier, lire(entree.path())?));
        }
    }
    Ok(fichiers)
}

/// Les tests de cet exercice présents sur ce système, dans l'ordre où `main.rs` déclare leurs modules : l'étape, et le nom.
///
/// # Errors
/// Un fichier manque ou n'est pas du Rust ; un test n'est pas d'une étape, ou n'est pas sous `#[banc::etape]`.
pub(super) fn tests(exercice: &Path) -> anyhow::Result<Vec<(u32, String)>> {
    let mut tests = Vec::new();
    let racine = Path::new(DOSSIER).join(RACINE);
    ajouter(&mut tests, exercice, &racine, &mut Vec::new())?;
    Ok(tests)
}

/// Ajoute les tests de ce fichier et ceux des modules qu'il déclare. `modules` est le chemin du module qu'il contient.
fn ajouter(
    tests: &mut Vec<(u32, String)>,
    exercice: &Path,
    fichier: &Path,
    modules: &mut Vec<String>,
) -> anyhow::Result<()> {
    let ici = || format!("« {} »", fichier.display());
    let source = lire(&exercice.join(fichier))?;
    let elements = elements(&source).with_context(|| format!("{} n'est pas du Rust", ici()))?;
    for element in elements {
        match element.sorte().with_context(ici)? {
            Sorte::Module(nom) if element.est_present_ici().with_context(ici)? => {
                modules.push(nom);
                let fichier = Path::new(DOSSIER)
                    .join(modules.join("/"))
                    .with_extension("rs");
                ajouter(tests, exercice, &fichier, modules)?;
                modules.pop();
            }
            Sorte::Fonction(nom) => tests.extend(test(&element, &nom, modules).with_context(ici)?),
            _ => {}
        }
    }
    Ok(())
}

/// L'étape et le nom de ce test ; `None` si la fonction n'en est pas un, ou pas sur ce système.
fn test(
    fonction: &Element,
    nom: &str,
    modules: &[String],
) -> anyhow::Result<Option<(u32, String)>> {
    if !fonction.porte("test")? || !fonction.est_present_ici()? {
        return Ok(None);
    }
    ensure!(
        fonction.porte("etape")?,
        "le test {nom} n'est pas sous `#[banc::etape]`"
    );
    let etape = modules.first().and_then(|module| numero_d_etape(module));
    let etape = etape.with_context(|| format!("le test {nom} n'est pas dans un module etapeN"))?;
    Ok(Some((etape, format!("{}::{nom}", modules.join("::")))))
}

/// L'étape à laquelle est ce fichier de tests, si c'est une seule.
pub(crate) fn etape_du_fichier(fichier: &Path) -> Option<u32> {
    let module = fichier.strip_prefix(DOSSIER).ok()?.iter().next()?;
    numero_d_etape(module.to_str()?.trim_end_matches(".rs"))
}

/// Cette racine des tests, où ne restent que les modules de ces étapes, et de ce qu'elles partagent.
pub(crate) fn sans_les_autres_etapes(racine: &str, etapes: &[u32]) -> String {
    let restent = racine.split_inclusive('\n').filter(|ligne| {
        let module = ligne.trim_start().strip_prefix("mod ");
        let etape = module.and_then(|suite| numero_d_etape(suite.split(';').next()?));
        etape.is_none_or(|etape| etapes.contains(&etape))
    });
    restent.collect()
}

/// `etape12` donne 12.
fn numero_d_etape(module: &str) -> Option<u32> {
    module.strip_prefix("etape")?.parse().ok()
}

/// Un nom de test à lire : sa phrase, sans les modules qui la précèdent.
pub(crate) fn phrase(test: &str) -> String {
    let nom = test.rsplit("::").next().unwrap_or(test);
    nom.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Les tests d'un exercice fait de ces fichiers.
    fn tests_de(fichiers: &[(&str, &str)]) -> anyhow::Result<Vec<(u32, String)>> {
        let dossier = tempfile::tempdir()?;
        for (nom, source) in fichiers {
            let fichier = dossier.path().join(DOSSIER).join(nom);
            std::fs::create_dir_all(fichier.parent().context("un fichier a un dossier")?)?;
            std::fs::write(fichier, source)?;
        }
        tests(dossier.path())
    }

    const TEST: &str = "#[banc::etape] #[test] fn un() {}";

    #[test]
    fn l_inventaire_suit_les_modules_et_ignore_les_aides_et_les_autres_systemes() {
        let tests = tests_de(&[
            ("main.rs", "mod aides; mod etape1; mod etape2; mod reponse { fn x() {} }"),
            ("aides.rs", "#[cfg(not(unix))] pub fn aide() {}"),
            ("etape1.rs", "use a::{b, c}; mod arret; pub const X: P = P { x: 1 }; type F = fn(u8); const fn aide() {} macro_rules! m { () => { fn n() {} } } #[banc::etape] #[tokio::test(start_paused = true)] async fn un() {}"),
            ("etape1/arret.rs", TEST),
            (
                "etape2.rs",
                "#[banc::etape] #[cfg(unix)] #[test] fn unix() {} #[banc::etape] #[cfg(windows)] #[test] fn windows() {}",
            ),
        ])
        .unwrap();
        let ici = if cfg!(windows) { "windows" } else { "unix" };
        let attendus = [
            (1, "etape1::arret::un".to_owned()),
            (1, "etape1::un".to_owned()),
            (2, format!("etape2::{ici}")),
        ];
        assert_eq!(tests, attendus);
    }

    #[test]
    fn un_test_sans_banc_hors_d_une_etape_ou_sans_fichier_est_refuse() {
        for (fichiers, raison) in [
            (
                [
                    ("main.rs", "mod etape1;"),
                    ("etape1.rs", "#[tokio::test] async fn un() {}"),
                ],
                "#[banc::etape]",
            ),
            (
                [("main.rs", "mod divers;"), ("divers.rs", TEST)],
                "n'est pas dans un module etapeN",
            ),
            (
                [("main.rs", TEST), ("etape1.rs", TEST)],
                "n'est pas dans un module etapeN",
            ),
            (
                [("main.rs", "mod etape1;"), ("etape2.rs", TEST)],
                "etape1.rs » ne se lit pas",
            ),
            (
                [("main.rs", "mod etape1;"), ("etape1.rs", "fn (")],
                "n'est pas du Rust",
            ),
            (
                [("main.rs", "mod etape1;"), ("etape1.rs", "mod {}")],
                "n'y a pas de nom",
            ),
            (
                [("main.rs", "mod etape1;"), ("etape1.rs", "use a::{b}")],
                "n'y finit pas",
            ),
        ] {
            let erreur = format!("{:#}", tests_de(&fichiers).unwrap_err());
            assert!(erreur.contains(raison), "{raison} : {erreur}");
        }
    }

    #[test]
    fn une_sauvegarde_se_reconnait() {
        assert!(est_une_sauvegarde("exo29/src/main.rs.sauvegarde-12"));
        for autre in [
            "main.rs",
            "main.rs.sauvegarde-",
            "main.rs.sauvegarde-a",
            "main.rs.bak",
        ] {
            assert!(!est_une_sauvegarde(autre), "{autre}");
        }
    }

    #[test]
    fn un_fichier_est_d_une_etape_ou_de_toutes() {
        for (fichier, etape) in [
            ("tests/etapes/etape5.rs", Some(5)),
            ("tests/etapes/etape5/arret.rs", Some(5)),
            ("tests/etapes/main.rs", None),
            ("tests/etapes/commun_aux_etapes.rs", None),
        ] {
            assert_eq!(etape_du_fichier(Path::new(fichier)), etape, "{fichier}");
        }
    }

    #[test]
    fn la_racine_se_reduit_a_une_etape() {
        let racine =
            "mod aides; // pris\nmod etape1; // pris\nmod etape2; // pris\n\ninclude!();\n";
        let reduite = "mod aides; // pris\nmod etape2; // pris\n\ninclude!();\n";
        assert_eq!(sans_les_autres_etapes(racine, &[2]), reduite);
        assert_eq!(sans_les_autres_etapes(racine, &[1, 2]), racine);
    }

    #[test]
    fn un_nom_se_lit_comme_une_phrase() {
        assert_eq!(
            phrase("etape5::arret::le_dernier_finit"),
            "le dernier finit"
        );
    }
}
