//! Ce que le README d'un exercice dit d'une étape : sa consigne et ses indices.
//!
//! Les indices d'une étape sont, sous `## Indices` puis `### Étape N`, des blocs `<details>` dont le
//! `<summary>` est le titre. Ils vont de la question au code presque entier.

use std::collections::BTreeMap;
use std::path::Path;

use crate::socle::fichiers::lire;

/// Un indice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indice {
    /// Son titre, comme « Indice 1 : une question ».
    pub titre: String,
    /// Son texte, en Markdown.
    pub texte: String,
}

/// Ce qu'un README dit des étapes.
#[derive(Debug, Clone, Default)]
pub struct Lecon {
    consignes: BTreeMap<u32, String>,
    indices: BTreeMap<u32, Vec<Indice>>,
}

impl Lecon {
    /// Lit le README de ce dossier d'exercice.
    ///
    /// # Errors
    /// Le README ne se lit pas.
    pub fn du_dossier(dossier: &Path) -> anyhow::Result<Self> {
        Ok(Self::lire(&lire(&dossier.join("README.md"))?))
    }

    /// Lit le texte d'un README.
    pub(crate) fn lire(readme: &str) -> Self {
        let indices = par_etape(readme, "## Indices").into_iter();
        Lecon {
            consignes: par_etape(readme, "## Consigne"),
            indices: indices
                .map(|(etape, texte)| (etape, lire_les_blocs(&texte)))
                .collect(),
        }
    }

    /// La consigne de cette étape, en Markdown.
    pub fn consigne(&self, etape: u32) -> Option<&str> {
        self.consignes.get(&etape).map(String::as_str)
    }

    /// Les indices de cette étape, du plus discret au plus net.
    pub fn indices(&self, etape: u32) -> &[Indice] {
        self.indices.get(&etape).map_or(&[], Vec::as_slice)
    }
}

/// Les textes des `### Étape N…` d'une partie.
fn par_etape(readme: &str, partie: &str) -> BTreeMap<u32, String> {
    let lignes = readme
        .lines()
        .skip_while(|ligne| ligne.trim_end() != partie)
        .skip(1)
        .take_while(|ligne| !ligne.starts_with("## "));
    let mut textes: BTreeMap<u32, String> = BTreeMap::new();
    let mut etape = None;
    for ligne in lignes {
        if let Some(titre) = ligne.strip_prefix("### Étape ") {
            etape = titre
                .split(|c: char| !c.is_ascii_digit())
                .next()
                .and_then(|n| n.parse().ok());
        } else if let Some(etape) = etape {
            let texte = textes.entry(etape).or_default();
            texte.push_str(ligne);
            texte.push('\n');
        }
    }
    for texte in textes.values_mut() {
        *texte = texte.trim().to_owned();
    }
    textes
}

/// Les blocs `<details>` d'une étape.
fn lire_les_blocs(texte: &str) -> Vec<Indice> {
    texte
        .split("<details>")
        .skip(1)
        .filter_map(|bloc| {
            let bloc = bloc.split("</details>").next()?;
            let (titre, texte) = bloc.split_once("</summary>")?;
            let titre = titre.trim().strip_prefix("<summary>")?;
            Some(Indice {
                titre: titre.trim().to_owned(),
                texte: texte.trim().to_owned(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = "# Exo\n## Consigne\n\n### Étape 1 : a\n\nFais `a`.\n\n### Étape 2 : b\nFais b.\n\n\
        ## Indices\n\n### Étape 1\n\n<details>\n<summary>Indice 1 : une question</summary>\n\nPourquoi ?\n\n</details>\n\n\
        <details>\n<summary>Indice 2 : la page à lire</summary>\n\n[`sleep`](https://docs.rs/x).\n\n</details>\n\n\
        ### Étape 2\n\n<details>\n<summary>Indice 1 : z</summary>\n\nQuoi\n\n</details>\n\n## Suite\n### Étape 3\n";

    #[test]
    fn le_readme_se_lit_etape_par_etape() {
        let lecon = Lecon::lire(README);
        assert_eq!(lecon.consigne(1), Some("Fais `a`."));
        assert_eq!(lecon.consigne(3), None);
        let titres: Vec<_> = lecon
            .indices(1)
            .iter()
            .map(|indice| indice.titre.as_str())
            .collect();
        assert_eq!(
            titres,
            ["Indice 1 : une question", "Indice 2 : la page à lire"]
        );
        assert_eq!(lecon.indices(2)[0].texte, "Quoi");
        assert!(lecon.indices(3).is_empty());
    }
}
