//! Le corpus : des réponses justes et fausses à chaque exercice, qui prouvent que les tests acceptent les
//! unes et refusent les autres en nommant la faute.
//!
//! Une réponse fausse déclare en tête ce qui doit lui arriver :
//!
//! ```text
//! // faute   : `std::thread::sleep` dans une fonction async
//! // étape   : 1
//! // message : endort le thread entier
//! // test    : etape1::la_pause_dure_exactement_le_temps_demande
//! ```
//!
//! `étape` est la seule qui doit échouer ; `message` est un morceau du diagnostic ; `test` nomme un test
//! dont cette faute est la raison d'être. Ces deux-là peuvent revenir. Une réponse qui ne doit pas compiler
//! dit `compilateur : E0373` à la place de l'étape, ou `compilateur : aucun` si l'erreur n'a pas de code
//! (« future cannot be sent between threads safely »).

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

/// Ce que la tête dit d'une erreur du compilateur qui n'a pas de code.
pub const SANS_CODE: &str = "aucun";

/// Une réponse du corpus.
#[derive(Debug, Clone)]
pub struct Reponse {
    /// Le fichier.
    pub fichier: PathBuf,
    /// Son texte.
    pub texte: String,
    /// Ce qui doit lui arriver.
    pub attente: Attente,
}

/// Ce qui doit arriver à une réponse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attente {
    /// Toutes les étapes sont acquises.
    Juste,
    /// Une étape, et elle seule, échoue.
    Fausse {
        /// La faute, en quelques mots.
        faute: String,
        /// L'étape qui échoue.
        etape: u32,
        /// Ce que son diagnostic doit contenir.
        messages: Vec<String>,
        /// Des tests qui doivent la refuser.
        tests: Vec<String>,
    },
    /// Le compilateur refuse.
    Refusee {
        /// La faute, en quelques mots.
        faute: String,
        /// Le code de l'erreur.
        code: String,
        /// Ce que ses messages doivent contenir.
        messages: Vec<String>,
    },
}

impl Attente {
    /// L'étape qui doit échouer, si c'en est une.
    pub fn etape(&self) -> Option<u32> {
        match self {
            Attente::Fausse { etape, .. } => Some(*etape),
            Attente::Juste | Attente::Refusee { .. } => None,
        }
    }
}

impl Reponse {
    /// Le nom du fichier, sans extension.
    pub fn nom(&self) -> String {
        self.fichier
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    }
}

/// Les réponses justes de ce dossier.
///
/// # Errors
/// Un fichier ne se lit pas.
pub fn justes(dossier: &Path) -> anyhow::Result<Vec<Reponse>> {
    lire_dossier(dossier, |_| Ok(Attente::Juste))
}

/// Les réponses fausses de ce dossier.
///
/// # Errors
/// Un fichier ne se lit pas, ou sa tête ne dit pas ce qu'il faut.
pub fn fausses(dossier: &Path) -> anyhow::Result<Vec<Reponse>> {
    lire_dossier(dossier, lire_attente)
}

fn lire_dossier(
    dossier: &Path,
    attente: fn(&str) -> anyhow::Result<Attente>,
) -> anyhow::Result<Vec<Reponse>> {
    let lister = || -> std::io::Result<Vec<PathBuf>> {
        std::fs::read_dir(dossier)?
            .map(|entree| Ok(entree?.path()))
            .collect()
    };
    let mut fichiers =
        lister().with_context(|| format!("« {} » ne se lit pas", dossier.display()))?;
    fichiers.retain(|fichier| {
        fichier
            .extension()
            .is_some_and(|extension| extension == "rs")
    });
    fichiers.sort();
    fichiers
        .into_iter()
        .map(|fichier| {
            let lire = || -> anyhow::Result<_> {
                let texte = std::fs::read_to_string(&fichier)?;
                Ok((attente(&texte)?, texte))
            };
            let (attente, texte) = lire().with_context(|| format!("« {} »", fichier.display()))?;
            Ok(Reponse {
                fichier,
                texte,
                attente,
            })
        })
        .collect()
}

/// Lit la tête d'une réponse fausse.
fn lire_attente(texte: &str) -> anyhow::Result<Attente> {
    let (mut faute, mut etape, mut code) = (None, None, None);
    let (mut messages, mut tests) = (Vec::new(), Vec::new());
    let tete = texte.lines().map_while(|ligne| ligne.strip_prefix("//"));
    for ligne in tete {
        let Some((cle, valeur)) = ligne.split_once(':') else {
            continue;
        };
        let valeur = valeur.trim().to_owned();
        match cle.trim() {
            "faute" => faute = Some(valeur),
            "étape" => etape = Some(valeur.parse().context("« étape » demande un numéro")?),
            "compilateur" => code = Some(valeur),
            "message" => messages.push(valeur),
            "test" => tests.push(valeur),
            autre => bail!("« {autre} » n'est pas un mot de la tête d'une réponse fausse"),
        }
    }
    let faute = faute.context("la tête ne dit pas « // faute : … »")?;
    match (etape, code) {
        (Some(etape), None) => {
            ensure!(
                !messages.is_empty(),
                "la tête ne dit pas « // message : … »"
            );
            Ok(Attente::Fausse {
                faute,
                etape,
                messages,
                tests,
            })
        }
        (None, Some(code)) => Ok(Attente::Refusee {
            faute,
            code,
            messages,
        }),
        _ => bail!("la tête dit soit « // étape : N », soit « // compilateur : E0000 »"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn la_tete_se_lit() {
        let attente = lire_attente(
            "// faute : a : b\n// étape : 2\n// message : c\n// message : d\n// test : t\n\n// étape : 3\n",
        );
        let attendue = Attente::Fausse {
            faute: "a : b".into(),
            etape: 2,
            messages: vec!["c".into(), "d".into()],
            tests: vec!["t".into()],
        };
        assert_eq!(attente.unwrap(), attendue);
        let attente = lire_attente("// faute : a\n// compilateur : E0373\nfn main() {}");
        assert!(matches!(attente.unwrap(), Attente::Refusee { code, .. } if code == "E0373"));
    }

    #[test]
    fn une_tete_incomplete_est_refusee() {
        for tete in [
            "",
            "// faute : a",
            "// faute : a\n// étape : 1",
            "// étape : 1\n// message : x",
            "// autre : 1",
        ] {
            assert!(lire_attente(tete).is_err(), "{tete}");
        }
    }
}
