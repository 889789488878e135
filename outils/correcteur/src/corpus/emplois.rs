//! Ce que les tests d'un exercice emploient de la réponse : de quoi savoir lesquels peuvent voir une faute.

use std::collections::{BTreeSet, HashSet};

use anyhow::Context;

use crate::corpus::greffe::jetons;
use crate::cours::Exercice;
use crate::cours::inventaire;

/// Ce qu'un fichier de tests emploie de la réponse.
pub(super) struct Emplois {
    /// L'étape dont il est, s'il est d'une seule.
    pub(super) etape: Option<u32>,
    noms: HashSet<String>,
}

impl Emplois {
    /// Ceux de chaque fichier des tests de cet exercice.
    ///
    /// # Errors
    /// Un fichier ne se lit pas, ou n'est pas du Rust.
    pub(super) fn lire(exercice: &Exercice) -> anyhow::Result<Vec<Self>> {
        let fichiers = inventaire::fichiers(&exercice.dossier)?;
        let emplois = fichiers.into_iter().map(|(fichier, texte)| {
            let noms = employes(&texte)
                .with_context(|| format!("« {} » n'est pas du Rust", fichier.display()))?;
            let etape = inventaire::etape_du_fichier(&fichier);
            Ok(Emplois { etape, noms })
        });
        emplois.collect()
    }

    pub(super) fn emploient_un_de(&self, noms: &BTreeSet<String>) -> bool {
        self.noms.contains("*") || noms.iter().any(|nom| self.noms.contains(nom))
    }
}

/// Les noms que ces tests prennent à la réponse, ce qu'ils ne peuvent que par `crate::`, et les mots qui les accompagnent ; `*`, s'ils prennent tout. `None` si ce
/// n'est pas du Rust.
fn employes(tests: &str) -> Option<HashSet<String>> {
    let jetons = jetons(tests)?;
    let employes = jetons.split("crate ::").skip(1).flat_map(|suite| {
        let suite = suite.trim_start();
        let (groupe, _) = match suite.strip_prefix('{') {
            Some(groupe) => groupe.split_once("} ;").unwrap_or((groupe, "")),
            None => suite.split_once(' ').unwrap_or((suite, "")),
        };
        let mots = groupe.split_whitespace();
        mots.map(|mot| mot.trim_end_matches([';', ',']).to_owned())
    });
    Some(employes.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ce_que_des_tests_prennent_a_la_reponse_se_lit() {
        let employe = |tests: &str, nom: &str| employes(tests).unwrap().contains(nom);
        let groupe = "use crate::{a, b::{c}, d as e}; use std::f; fn t() { crate::g(h()); }";
        for nom in ["a", "b", "c", "d", "e", "g"] {
            assert!(employe(groupe, nom), "{nom}");
        }
        for nom in ["f", "h", "t", "*"] {
            assert!(!employe(groupe, nom), "{nom}");
        }
        assert!(employe("use crate::*;", "*") && employe("use crate::virer;", "virer"));
        assert_eq!(employes("fn ("), None);
    }
}
