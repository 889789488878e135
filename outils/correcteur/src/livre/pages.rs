//! Quelles pages du dépôt sont dans le livre, et comment elles y sont découpées.
//!
//! | page du dépôt | pages du livre |
//! |---|---|
//! | `README.md` | l'introduction, et son glossaire à part |
//! | `exoNN/README.md` | une pour l'exercice, une par partie `## Étape N · …` |
//! | la page des enseignants, celle des contributeurs | une chacune |

use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use pulldown_cmark::HeadingLevel;

use crate::cours::lecon::titres;
use crate::cours::{Cours, Exercice};

/// La page d'accueil du dépôt.
pub(super) const ACCUEIL: &str = "README.md";

/// Les pages qui suivent les exercices.
pub(super) const ANNEXES: [&str; 2] = ["outils/correcteur/README.md", ".github/CONTRIBUTING.md"];

/// Une page du dépôt.
pub(super) struct Source {
    /// Depuis la racine du dépôt.
    pub(super) chemin: PathBuf,
    pub(super) texte: String,
    /// Ses pages dans le livre, la principale d'abord.
    pub(super) pages: Vec<Page>,
}

/// Une page du livre.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// Depuis `src/`, avec des barres obliques.
    pub(super) chemin: String,
    pub(super) titre: String,
    /// Les morceaux de la page du dépôt dont elle est faite.
    pub(super) morceaux: Vec<Range<usize>>,
    /// Ce dont ses titres montent : une partie mise à part devient une page.
    pub(super) montee: usize,
}

/// Une page du dépôt qui n'est pas encore lue : son chemin, et les pages qu'elle donne.
pub(super) struct ALire {
    pub(super) chemin: PathBuf,
    /// Le chemin de sa page principale.
    principale: String,
    /// Le chemin de la page d'une partie mise à part, d'après son titre.
    a_part: fn(&str) -> Option<String>,
}

/// Les pages du dépôt qui sont dans le livre.
pub(super) fn sources(cours: &Cours) -> Vec<ALire> {
    let accueil = ALire {
        chemin: ACCUEIL.into(),
        principale: "introduction.md".into(),
        a_part: |titre| (titre == "Le glossaire").then(|| "glossaire.md".into()),
    };
    let lecons = cours.exercices.iter().map(|exercice| ALire {
        chemin: lecon(exercice),
        principale: format!("{}/index.md", exercice.nom),
        a_part: page_d_etape,
    });
    let annexes = ANNEXES.iter().zip(["enseigner.md", "contribuer.md"]);
    let annexes = annexes.map(|(chemin, principale)| ALire {
        chemin: chemin.into(),
        principale: principale.into(),
        a_part: |_| None,
    });
    std::iter::once(accueil)
        .chain(lecons)
        .chain(annexes)
        .collect()
}

/// La page de cet exercice, depuis la racine du dépôt.
pub(super) fn lecon(exercice: &Exercice) -> PathBuf {
    Path::new(&exercice.nom).join("README.md")
}

/// `etape3.md`, à côté de la page de l'exercice, pour « Étape 3 · … ».
fn page_d_etape(titre: &str) -> Option<String> {
    let numero = titre.strip_prefix("Étape ")?.split(' ').next()?;
    numero.parse::<u32>().ok()?;
    Some(format!("etape{numero}.md"))
}

impl ALire {
    /// La page, lue et découpée à ses titres de deuxième niveau.
    pub(super) fn decouper(self, texte: String) -> anyhow::Result<Source> {
        let parties = parties(&texte);
        let premier = parties
            .first()
            .map_or(texte.len(), |partie| partie.place.start);
        let titre = texte[..premier]
            .lines()
            .find_map(|ligne| ligne.strip_prefix("# "));
        let titre =
            titre.with_context(|| format!("« {} » n'a pas de titre", self.chemin.display()))?;
        let entete = Range {
            start: 0,
            end: premier,
        };
        let mut principale = Page {
            chemin: self.principale.clone(),
            titre: titre.trim().to_owned(),
            morceaux: vec![entete],
            montee: 0,
        };
        let mut a_part = Vec::new();
        for partie in parties {
            match (self.a_part)(partie.titre) {
                None => principale.morceaux.push(partie.place),
                Some(nom) => a_part.push(Page {
                    chemin: match principale.chemin.rsplit_once('/') {
                        Some((dossier, _)) => format!("{dossier}/{nom}"),
                        None => nom,
                    },
                    titre: partie.titre.to_owned(),
                    morceaux: vec![partie.place],
                    montee: 1,
                }),
            }
        }
        let mut pages = vec![principale];
        pages.append(&mut a_part);
        let mut chemins: Vec<_> = pages.iter().map(|page| &page.chemin).collect();
        chemins.sort();
        ensure!(
            chemins.windows(2).all(|paire| paire[0] != paire[1]),
            "« {} » a deux parties pour la même page du livre",
            self.chemin.display()
        );
        Ok(Source {
            chemin: self.chemin,
            texte,
            pages,
        })
    }
}

/// Une partie `## …`, jusqu'à la suivante.
struct Partie<'a> {
    titre: &'a str,
    place: Range<usize>,
}

fn parties(texte: &str) -> Vec<Partie<'_>> {
    let titres = titres(texte).into_iter();
    let titres: Vec<_> = titres
        .filter_map(|(niveau, place)| (niveau == HeadingLevel::H2).then_some(place))
        .collect();
    let debuts = titres.iter().skip(1).map(|titre| titre.start);
    let parties = titres.iter().zip(debuts.chain([texte.len()]));
    parties
        .map(|(titre, fin)| Partie {
            titre: texte[titre.clone()].trim_start_matches('#').trim(),
            place: titre.start..fin,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_etape_est_une_page_et_le_reste_en_fait_une() {
        let texte = "# Exo 29\na\n## Avant\n```sh\n## pas un titre\n```\n## Étape 1 · un\nb\n### c\n## Étape 2 · deux\nd\n## Suite\ne\n";
        let lecon = ALire {
            chemin: "exo29/README.md".into(),
            principale: "exo29/index.md".into(),
            a_part: page_d_etape,
        };
        let source = lecon.decouper(texte.into()).unwrap();
        let pages: Vec<_> = source
            .pages
            .iter()
            .map(|page| {
                let texte: String = page
                    .morceaux
                    .iter()
                    .map(|place| &source.texte[place.clone()])
                    .collect();
                (page.chemin.as_str(), page.titre.as_str(), texte)
            })
            .collect();
        let attendues = [
            (
                "exo29/index.md",
                "Exo 29",
                "# Exo 29\na\n## Avant\n```sh\n## pas un titre\n```\n## Suite\ne\n",
            ),
            (
                "exo29/etape1.md",
                "Étape 1 · un",
                "## Étape 1 · un\nb\n### c\n",
            ),
            (
                "exo29/etape2.md",
                "Étape 2 · deux",
                "## Étape 2 · deux\nd\n",
            ),
        ];
        assert_eq!(pages, attendues.map(|(a, b, c)| (a, b, c.to_owned())));
    }
}
