//! Ce que le README d'un exercice dit, étape par étape.
//!
//! Un README est coupé par ses titres : `## Objectif`, `## Avant de commencer` s'il y a de quoi, une partie
//! `## Étape N · titre` par étape, `## Pour aller plus loin`. Dans une étape, ce qui précède `### À faire`
//! est à savoir ; viennent ensuite la consigne, `### Indices` et, s'il y en a, `### Erreurs fréquentes`. Un
//! indice est un bloc `<details>` dont le `<summary>` est le titre ; une erreur, un titre `####` et un bloc
//! dont le `<summary>` est le message. Un titre dans un bloc de code n'en est pas un.
//!
//! Ce qui manque est vide : c'est un test du dépôt qui exige que rien ne manque.

use std::ops::Range;
use std::path::Path;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};

use crate::socle::fichiers::lire;

/// Le README d'un exercice. Tous les textes sont en Markdown, tels qu'ils y sont écrits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lecon {
    /// Le titre de la page, comme « Exo 29 · Hello Async ».
    pub titre: String,
    /// Ce qui suit le titre : niveau, points, fichier, commande.
    pub entete: String,
    /// Ce que l'exercice apprend.
    pub objectif: String,
    /// Ce que plusieurs étapes partagent ; vide s'il n'y a rien.
    pub commun: String,
    /// Les étapes, dans l'ordre.
    pub etapes: Vec<EtapeLecon>,
    /// « Pour aller plus loin ».
    pub suite: String,
}

/// Une étape.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EtapeLecon {
    /// Son numéro, à partir de 1.
    pub numero: u32,
    /// Son titre, sans le numéro.
    pub titre: String,
    /// Ce qu'il faut savoir, avec ses titres `###`.
    pub savoir: String,
    /// Ce qu'il y a à faire.
    pub consigne: String,
    /// Du plus discret au plus net.
    pub indices: Vec<Indice>,
    /// Ce qui arrive souvent.
    pub erreurs: Vec<ErreurFrequente>,
}

/// Un indice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indice {
    /// Son titre, comme « Indice 1 : une question ».
    pub titre: String,
    /// Son texte.
    pub texte: String,
}

/// Une erreur fréquente.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErreurFrequente {
    /// Son titre, que les liens et `explications.toml` désignent.
    pub titre: String,
    /// Le message à quoi elle se reconnaît, en texte ordinaire.
    pub message: String,
    /// Le code fautif, son message entier, la correction.
    pub texte: String,
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
    pub fn lire(readme: &str) -> Self {
        let mut lecon = Lecon::default();
        if let Some(page) = parties(readme, HeadingLevel::H1).into_iter().next() {
            lecon.titre = page.titre.to_owned();
            lecon.entete = avant(page.texte, HeadingLevel::H2).to_owned();
        }
        for partie in parties(readme, HeadingLevel::H2) {
            match partie.titre {
                "Objectif" => lecon.objectif = partie.texte.to_owned(),
                "Avant de commencer" => lecon.commun = partie.texte.to_owned(),
                "Pour aller plus loin" => lecon.suite = partie.texte.to_owned(),
                _ => lecon.etapes.extend(EtapeLecon::lire(&partie)),
            }
        }
        lecon
    }

    /// L'étape de ce numéro.
    pub fn etape(&self, numero: u32) -> Option<&EtapeLecon> {
        self.etapes.iter().find(|etape| etape.numero == numero)
    }

    /// La consigne de cette étape.
    pub fn consigne(&self, etape: u32) -> Option<&str> {
        Some(&self.etape(etape)?.consigne)
    }

    /// Les indices de cette étape, du plus discret au plus net.
    pub fn indices(&self, etape: u32) -> &[Indice] {
        self.etape(etape).map_or(&[], |etape| &etape.indices)
    }
}

impl EtapeLecon {
    /// L'étape que cette partie décrit, si c'en est une : `Étape N · titre`.
    fn lire(partie: &Partie<'_>) -> Option<Self> {
        let (numero, titre) = partie.titre.strip_prefix("Étape ")?.split_once(" · ")?;
        let mut etape = EtapeLecon {
            numero: numero.parse().ok()?,
            titre: titre.to_owned(),
            ..EtapeLecon::default()
        };
        let mut fin_du_savoir = partie.texte.len();
        for sous_partie in parties(partie.texte, HeadingLevel::H3) {
            let texte = sous_partie.texte;
            match sous_partie.titre {
                "À faire" => etape.consigne = texte.to_owned(),
                "Indices" => etape.indices = indices(texte),
                "Erreurs fréquentes" => etape.erreurs = erreurs(texte),
                _ => continue,
            }
            fin_du_savoir = fin_du_savoir.min(sous_partie.debut);
        }
        etape.savoir = partie.texte[..fin_du_savoir].trim().to_owned();
        Some(etape)
    }
}

fn indices(texte: &str) -> Vec<Indice> {
    blocs(texte)
        .into_iter()
        .map(|(titre, texte)| Indice { titre, texte })
        .collect()
}

fn erreurs(texte: &str) -> Vec<ErreurFrequente> {
    parties(texte, HeadingLevel::H4)
        .into_iter()
        .filter_map(|partie| {
            let (message, texte) = blocs(partie.texte).into_iter().next()?;
            Some(ErreurFrequente {
                titre: partie.titre.to_owned(),
                message,
                texte,
            })
        })
        .collect()
}

/// Un titre et ce qui le suit, jusqu'au prochain titre de même niveau ou plus haut.
struct Partie<'a> {
    titre: &'a str,
    texte: &'a str,
    /// La place du titre dans le texte lu.
    debut: usize,
}

/// Les parties d'un texte qui ont un titre de ce niveau.
fn parties(texte: &str, niveau: HeadingLevel) -> Vec<Partie<'_>> {
    let titres = titres(texte);
    let fin = |rang: usize| {
        let mut suivants = titres[rang + 1..].iter();
        let suivant = suivants.find(|(autre, _)| *autre <= niveau);
        suivant.map_or(texte.len(), |(_, place)| place.start)
    };
    let rangs = titres.iter().enumerate();
    rangs
        .filter(|(_, (autre, _))| *autre == niveau)
        .map(|(rang, (_, place))| Partie {
            titre: texte[place.clone()].trim_start_matches('#').trim(),
            texte: texte[place.end..fin(rang)].trim(),
            debut: place.start,
        })
        .collect()
}

/// Ce qui précède le premier titre de ce niveau.
fn avant(texte: &str, niveau: HeadingLevel) -> &str {
    let premier = parties(texte, niveau).first().map(|partie| partie.debut);
    texte[..premier.unwrap_or(texte.len())].trim()
}

/// Le niveau et la place de chaque titre, hors des blocs de code.
pub(crate) fn titres(texte: &str) -> Vec<(HeadingLevel, Range<usize>)> {
    let evenements = Parser::new_ext(texte, Options::ENABLE_TABLES).into_offset_iter();
    evenements
        .filter_map(|(evenement, place)| match evenement {
            Event::Start(Tag::Heading { level, .. }) => Some((level, place)),
            _ => None,
        })
        .collect()
}

/// Les blocs `<details>` : leur `<summary>`, en texte ordinaire, et leur contenu.
fn blocs(texte: &str) -> Vec<(String, String)> {
    let mut blocs = Vec::new();
    let mut ouvert: Option<(String, usize)> = None;
    for (evenement, place) in Parser::new(texte).into_offset_iter() {
        if !matches!(evenement, Event::Start(Tag::HtmlBlock)) {
            continue;
        }
        let balises = texte[place.clone()].trim();
        if let Some(sommaire) = balises.strip_prefix("<details>") {
            ouvert = Some((sans_balises(sommaire), place.end));
        } else if balises == "</details>"
            && let Some((sommaire, debut)) = ouvert.take()
        {
            blocs.push((sommaire, texte[debut..place.start].trim().to_owned()));
        }
    }
    blocs
}

/// Le texte d'un `<summary>`, dont le Markdown n'est pas lu : il a donc des balises et des entités.
fn sans_balises(sommaire: &str) -> String {
    let mut texte = sommaire.to_owned();
    for balise in ["summary", "code", "em", "strong"] {
        texte = texte
            .replace(&format!("<{balise}>"), "")
            .replace(&format!("</{balise}>"), "");
    }
    texte = texte.replace("&lt;", "<").replace("&gt;", ">");
    texte.replace("&amp;", "&").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = "\
# Exo 99 · Essai

Niveau x

## Objectif

Savoir.

## Avant de commencer

### Commun

Lis.

## Étape 1 · a, b

Pour commencer.

### `a` d'abord

```sh
## pas un titre
```

### À faire

Fais `a`.

- sans `b`

### Indices

<details>
<summary>Indice 1 : une question</summary>

Pourquoi ?

</details>

<details>
<summary>Indice 2 : la page à lire</summary>

[`sleep`](https://docs.rs/x) :

```text
</details>
```

</details>

### Erreurs fréquentes

#### Oublier `.await`

<details>
<summary><code>`&amp;mut F` is not a future&lt;T&gt;</code></summary>

Attends.

</details>

## Étape 2 · la fin

### À faire

Finis.

## Étape sans numéro

## Pour aller plus loin

- [ici](https://docs.rs/y)
";

    #[test]
    fn le_readme_se_lit_etape_par_etape() {
        let lecon = Lecon::lire(README);
        assert_eq!(lecon.titre, "Exo 99 · Essai");
        assert_eq!(lecon.entete, "Niveau x");
        assert_eq!(lecon.objectif, "Savoir.");
        assert_eq!(lecon.commun, "### Commun\n\nLis.");
        assert_eq!(lecon.suite, "- [ici](https://docs.rs/y)");
        let [une, deux] = &lecon.etapes[..] else {
            panic!("{:?}", lecon.etapes);
        };
        assert_eq!((une.numero, une.titre.as_str()), (1, "a, b"));
        assert_eq!(
            une.savoir,
            "Pour commencer.\n\n### `a` d'abord\n\n```sh\n## pas un titre\n```"
        );
        assert_eq!(une.consigne, "Fais `a`.\n\n- sans `b`");
        assert_eq!((deux.numero, deux.titre.as_str()), (2, "la fin"));
        assert_eq!(deux.consigne, "Finis.");
        assert_eq!(deux.savoir, "");
        assert!(deux.indices.is_empty() && deux.erreurs.is_empty());
    }

    #[test]
    fn les_indices_et_les_erreurs_sont_des_blocs_plies() {
        let lecon = Lecon::lire(README);
        let [question, page] = lecon.indices(1) else {
            panic!("{:?}", lecon.indices(1));
        };
        assert_eq!(question.titre, "Indice 1 : une question");
        assert_eq!(question.texte, "Pourquoi ?");
        assert!(page.texte.ends_with("</details>\n```"), "{}", page.texte);
        let erreurs = &lecon.etape(1).unwrap().erreurs;
        assert_eq!(erreurs[0].titre, "Oublier `.await`");
        assert_eq!(erreurs[0].message, "`&mut F` is not a future<T>");
        assert_eq!(erreurs[0].texte, "Attends.");
        assert_eq!(erreurs.len(), 1);
    }

    #[test]
    fn une_etape_qui_n_existe_pas_n_a_rien() {
        let lecon = Lecon::lire(README);
        assert_eq!(lecon.consigne(3), None);
        assert!(lecon.indices(3).is_empty());
        assert_eq!(Lecon::lire(""), Lecon::default());
    }
}
