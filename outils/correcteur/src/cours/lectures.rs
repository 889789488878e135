//! Ce qu'un README donne à relire : la partie d'une étape, et celle qui explique une erreur.

use crate::cours::Exercice;
use crate::socle::fichiers::lire;

/// Le README d'un exercice, où chercher quoi relire.
#[derive(Debug, Default)]
pub struct Lectures {
    /// Le fichier, depuis la racine du cours.
    pub fichier: String,
    readme: String,
}

impl Lectures {
    /// Celles de cet exercice ; aucune, si son README ne se lit pas.
    pub(crate) fn de(exercice: &Exercice) -> Self {
        Lectures {
            fichier: format!("{}/README.md", exercice.nom),
            readme: lire(&exercice.dossier.join("README.md")).unwrap_or_default(),
        }
    }

    /// Le titre de la partie de cette étape, comme « Étape 2 : saluer après un délai ».
    pub(crate) fn de_l_etape(&self, numero: u32) -> Option<&str> {
        let debut = format!("Étape {numero}");
        titres(&self.readme).map(|(_, titre)| titre).find(|titre| {
            let reste = titre.strip_prefix(debut.as_str());
            reste.is_some_and(|reste| reste.starts_with(" : ") || reste.starts_with(" · "))
        })
    }

    /// Le titre de la partie qui cite cette piste d'un test : celle qui explique l'erreur.
    pub(crate) fn de_la_piste(&self, piste: &str) -> Option<&str> {
        let cite = |ligne: &str| {
            let reste = ligne
                .trim()
                .strip_prefix("piste")?
                .trim_start()
                .strip_prefix(':')?;
            (reste.trim() == piste.trim()).then_some(())
        };
        let rang = self
            .readme
            .lines()
            .position(|ligne| cite(ligne).is_some())?;
        titres(&self.readme)
            .take_while(|(ligne, _)| *ligne < rang)
            .last()
            .map(|(_, titre)| titre)
    }
}

/// Les titres d'un Markdown, avec le rang de leur ligne, hors des blocs de code : un `#[attribut]` n'en est pas un.
fn titres(texte: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut dans_le_code = false;
    texte.lines().enumerate().filter_map(move |(rang, ligne)| {
        dans_le_code ^= ligne.trim_start().starts_with("```");
        let titre = ligne.trim_start_matches('#');
        let est_un_titre = !dans_le_code && titre.len() < ligne.len() && titre.starts_with(' ');
        est_un_titre.then(|| (rang, titre.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_etape_et_une_piste_ont_leur_partie() {
        let readme = "# Exo\n### Étape 1\n## Étape 1 · pause\n### Étape 12 : non\n#### Endormir\n```rust\n# piège\n\
                      ```\n```text\n  observé : b\n  piste   : c'est `std`\n```\n## Étape 2 : saluer\n";
        let lectures = Lectures {
            fichier: "exo29/README.md".into(),
            readme: readme.into(),
        };
        assert_eq!(lectures.de_l_etape(1), Some("Étape 1 · pause"));
        assert_eq!(lectures.de_l_etape(2), Some("Étape 2 : saluer"));
        assert_eq!(lectures.de_l_etape(3), None);
        assert_eq!(lectures.de_la_piste("c'est `std`"), Some("Endormir"));
        assert_eq!(lectures.de_la_piste("c'est"), None);
    }
}
