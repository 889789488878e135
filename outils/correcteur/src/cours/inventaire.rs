//! Les tests d'un exercice : où ils sont, comment ils se nomment. Tout ce qui en dépend passe par ici.
//!
//! `tests/etapes/main.rs` déclare un module par étape (`mod etape1;`), qui peut se partager en d'autres (`mod arret;`,
//! dans `etape1/arret.rs`). Un test est une fonction sous `#[banc::etape]`, et son nom est celui que libtest lui
//! donne : `etape1::arret::le_dernier_finit`.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

/// Le fichier que l'apprenant remplit, depuis le dossier de l'exercice.
pub(crate) const REPONSE: &str = "src/main.rs";

/// Ce fichier, tel que l'apprenant le nomme depuis la racine du cours : `exo31/src/main.rs`.
pub(crate) fn reponse_de(exercice: &str) -> String {
    format!("{exercice}/{REPONSE}")
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

/// Les fichiers de tests d'un exercice, et les tests qu'ils contiennent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventaire {
    /// Les fichiers, depuis le dossier de l'exercice, chacun avec son texte.
    pub fichiers: Vec<(PathBuf, String)>,
    /// Les tests présents sur ce système, dans l'ordre des fichiers : l'étape, et le nom.
    pub tests: Vec<(u32, String)>,
}

impl Inventaire {
    /// Lit les tests de l'exercice qui est dans ce dossier.
    ///
    /// # Errors
    /// Un fichier manque ou n'est pas du Rust ; un test n'est pas d'une étape, ou n'est pas sous `#[banc::etape]`.
    pub fn lire(exercice: &Path) -> anyhow::Result<Self> {
        let mut inventaire = Inventaire::default();
        let racine = Path::new(DOSSIER).join(RACINE);
        inventaire.ajouter(exercice, racine, &mut Vec::new())?;
        Ok(inventaire)
    }

    /// Ajoute ce fichier et ceux des modules qu'il déclare. `modules` est le chemin du module qu'il contient.
    fn ajouter(
        &mut self,
        exercice: &Path,
        fichier: PathBuf,
        modules: &mut Vec<String>,
    ) -> anyhow::Result<()> {
        let ici = || format!("« {} »", fichier.display());
        let source = std::fs::read_to_string(exercice.join(&fichier))
            .with_context(|| format!("{} ne se lit pas", ici()))?;
        let analyse =
            syn::parse_file(&source).with_context(|| format!("{} n'est pas du Rust", ici()))?;
        self.fichiers.push((fichier.clone(), source));
        for item in &analyse.items {
            match item {
                syn::Item::Mod(module)
                    if module.content.is_none() && present_ici(&module.attrs)? =>
                {
                    modules.push(module.ident.to_string());
                    let fichier = Path::new(DOSSIER)
                        .join(modules.join("/"))
                        .with_extension("rs");
                    self.ajouter(exercice, fichier, modules)?;
                    modules.pop();
                }
                syn::Item::Fn(fonction) => {
                    self.tests
                        .extend(test(fonction, modules).with_context(ici)?);
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// L'étape et le nom de ce test ; `None` si la fonction n'en est pas un, ou pas sur ce système.
fn test(fonction: &syn::ItemFn, modules: &[String]) -> anyhow::Result<Option<(u32, String)>> {
    let se_nomme = |attribut: &syn::Attribute, nom: &str| {
        let dernier = attribut.path().segments.last();
        dernier.is_some_and(|segment| segment.ident == nom)
    };
    let porte = |nom: &str| {
        fonction
            .attrs
            .iter()
            .any(|attribut| se_nomme(attribut, nom))
    };
    if !porte("test") || !present_ici(&fonction.attrs)? {
        return Ok(None);
    }
    let nom = fonction.sig.ident.to_string();
    ensure!(
        porte("etape"),
        "le test {nom} n'est pas sous `#[banc::etape]`"
    );
    let etape = modules.first().and_then(|module| numero_d_etape(module));
    let etape = etape.with_context(|| format!("le test {nom} n'est pas dans un module etapeN"))?;
    Ok(Some((etape, format!("{}::{nom}", modules.join("::")))))
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

/// Les seuls `#[cfg]` que les tests emploient : `unix`, `windows`, `target_os = "…"`.
fn present_ici(attributs: &[syn::Attribute]) -> anyhow::Result<bool> {
    for attribut in attributs
        .iter()
        .filter(|attribut| attribut.path().is_ident("cfg"))
    {
        let present = match attribut.parse_args::<syn::Meta>()? {
            syn::Meta::Path(chemin) if chemin.is_ident("unix") => cfg!(unix),
            syn::Meta::Path(chemin) if chemin.is_ident("windows") => cfg!(windows),
            syn::Meta::NameValue(syn::MetaNameValue {
                path,
                value:
                    syn::Expr::Lit(syn::ExprLit {
                        lit: syn::Lit::Str(systeme),
                        ..
                    }),
                ..
            }) if path.is_ident("target_os") => systeme.value() == std::env::consts::OS,
            _ => bail!(
                "un test ne peut porter que cfg(unix), cfg(windows) ou cfg(target_os = \"…\")"
            ),
        };
        if !present {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// L'inventaire d'un exercice fait de ces fichiers.
    fn inventaire(fichiers: &[(&str, &str)]) -> anyhow::Result<Inventaire> {
        let dossier = tempfile::tempdir()?;
        for (nom, source) in fichiers {
            let fichier = dossier.path().join(DOSSIER).join(nom);
            std::fs::create_dir_all(fichier.parent().context("un fichier a un dossier")?)?;
            std::fs::write(fichier, source)?;
        }
        Inventaire::lire(dossier.path())
    }

    const TEST: &str = "#[banc::etape] #[test] fn un() {}";

    #[test]
    fn l_inventaire_suit_les_modules_et_ignore_les_aides_et_les_autres_systemes() {
        let inventaire = inventaire(&[
            ("main.rs", "mod aides; mod etape1; mod etape2; mod reponse { fn x() {} }"),
            ("aides.rs", "#[cfg(not(unix))] pub fn aide() {}"),
            ("etape1.rs", "mod arret; fn aide() {} #[banc::etape] #[tokio::test(start_paused = true)] async fn un() {}"),
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
        assert_eq!(inventaire.tests, attendus);
        assert_eq!(inventaire.fichiers.len(), 5);
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
        ] {
            let erreur = format!("{:#}", inventaire(&fichiers).unwrap_err());
            assert!(erreur.contains(raison), "{raison} : {erreur}");
        }
    }

    #[test]
    fn un_nom_se_lit_comme_une_phrase() {
        assert_eq!(
            phrase("etape5::arret::le_dernier_finit"),
            "le dernier finit"
        );
    }
}
