//! Ce qu'un README donne à relire : la partie d'une étape, et celle qui explique une erreur.

use crate::cours::Exercice;
use crate::cours::lecon::Lecon;

/// Le README d'un exercice, où chercher quoi relire.
#[derive(Debug, Default)]
pub struct Lectures {
    /// Le fichier, depuis la racine du cours.
    pub fichier: String,
    lecon: Lecon,
}

impl Lectures {
    /// Celles de cet exercice ; aucune, si son README ne se lit pas.
    pub(crate) fn de(exercice: &Exercice) -> Self {
        Lectures {
            fichier: format!("{}/README.md", exercice.nom),
            lecon: Lecon::du_dossier(&exercice.dossier).unwrap_or_default(),
        }
    }

    /// Le titre de la partie de cette étape, comme « Étape 2 · saluer après un délai ».
    pub(crate) fn de_l_etape(&self, numero: u32) -> Option<String> {
        let etape = self.lecon.etape(numero)?;
        Some(format!("Étape {numero} · {}", etape.titre))
    }

    /// Le titre de l'erreur fréquente qui cite cette piste d'un test.
    pub(crate) fn de_la_piste(&self, piste: &str) -> Option<String> {
        let mut erreurs = self.lecon.etapes.iter().flat_map(|etape| &etape.erreurs);
        let erreur = erreurs.find(|erreur| erreur.texte.lines().any(|ligne| cite(ligne, piste)))?;
        Some(erreur.titre.clone())
    }
}

/// Cette ligne montre cette piste, comme un test l'écrit.
fn cite(ligne: &str, piste: &str) -> bool {
    let dite = ligne.trim().strip_prefix("piste");
    let dite = dite.and_then(|reste| reste.trim_start().strip_prefix(':'));
    dite.is_some_and(|dite| dite.trim() == piste.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_etape_et_une_piste_ont_leur_partie() {
        let readme = "# Exo\n## Étape 1 · pause\n### À faire\nx\n### Erreurs fréquentes\n#### Endormir\n\n<details>\n\
                      <summary>m</summary>\n\n```text\n  observé : b\n  piste   : c'est `std`\n```\n\n</details>\n\n\
                      ## Étape 12 · non\n";
        let lectures = Lectures {
            fichier: "exo29/README.md".into(),
            lecon: Lecon::lire(readme),
        };
        assert_eq!(lectures.de_l_etape(1).unwrap(), "Étape 1 · pause");
        assert_eq!(lectures.de_l_etape(2), None);
        assert_eq!(lectures.de_la_piste("c'est `std`").unwrap(), "Endormir");
        assert_eq!(lectures.de_la_piste("c'est"), None);
    }
}
