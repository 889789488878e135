//! Les titres et les liens d'une page du dépôt, refaits pour le livre.
//!
//! Un titre y garde l'ancre que GitHub lui donne : les liens d'une page à l'autre restent les mêmes, au fichier près.
//! Les espaces y deviennent insécables où la typographie française le veut : dans un README, elles gêneraient qui l'écrit.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, bail};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::Fichier;
use super::pages::{Page, Source};

/// Un titre d'une page du dépôt.
struct Titre {
    place: Range<usize>,
    ancre: String,
}

/// Un texte à mettre à la place d'un autre.
struct Retouche {
    place: Range<usize>,
    texte: String,
}

/// La page du livre et l'ancre où mène chaque ancre de chaque page du dépôt ; l'ancre vide est le haut de la page.
type Carte<'a> = HashMap<(PathBuf, String), &'a str>;

/// Les pages du livre, leurs titres et leurs liens refaits. `existe` dit si ce chemin est dans le dépôt.
///
/// # Errors
/// Un lien ne mène nulle part.
pub(super) fn refaire(
    sources: &[Source],
    depot: Option<&str>,
    existe: &dyn Fn(&Path) -> bool,
) -> anyhow::Result<Vec<Fichier>> {
    let titres: Vec<_> = sources.iter().map(|source| titres(&source.texte)).collect();
    let mut carte = Carte::new();
    for (source, titres) in sources.iter().zip(&titres) {
        let vide = (source.chemin.clone(), String::new());
        carte.insert(vide, &source.pages[0].chemin);
        for titre in titres {
            let page = page_a(source, titre.place.start);
            carte.insert((source.chemin.clone(), titre.ancre.clone()), &page.chemin);
        }
    }
    let cibles = Cibles {
        carte,
        depot,
        existe,
    };
    let mut fichiers = Vec::new();
    for (source, titres) in sources.iter().zip(&titres) {
        let mut retouches = retouches_des_titres(source, titres);
        retouches.extend(cibles.retouches(source)?);
        retouches.extend(retouches_des_espaces(source));
        retouches.sort_by_key(|retouche| retouche.place.start);
        for page in &source.pages {
            fichiers.push(Fichier {
                chemin: Path::new("src").join(&page.chemin),
                texte: assembler(&source.texte, page, &retouches),
            });
        }
    }
    Ok(fichiers)
}

fn page_a(source: &Source, place: usize) -> &Page {
    let contient = |page: &&Page| page.morceaux.iter().any(|morceau| morceau.contains(&place));
    source
        .pages
        .iter()
        .find(contient)
        .unwrap_or(&source.pages[0])
}

/// Le texte d'une page, retouché.
fn assembler(source: &str, page: &Page, retouches: &[Retouche]) -> String {
    let mut texte = String::new();
    for morceau in &page.morceaux {
        let mut fait = morceau.start;
        let d_ici = |retouche: &&Retouche| morceau.contains(&retouche.place.start);
        for retouche in retouches.iter().filter(d_ici) {
            texte += &source[fait..retouche.place.start];
            texte += &retouche.texte;
            fait = retouche.place.end;
        }
        texte += &source[fait..morceau.end];
    }
    texte
}

fn lecteur(texte: &str) -> Parser<'_> {
    Parser::new_ext(texte, Options::ENABLE_TABLES)
}

fn titres(texte: &str) -> Vec<Titre> {
    let mut titres = Vec::new();
    let mut deja: HashMap<String, usize> = HashMap::new();
    let mut ouvert: Option<String> = None;
    for (evenement, place) in lecteur(texte).into_offset_iter() {
        match evenement {
            Event::Start(Tag::Heading { .. }) => ouvert = Some(String::new()),
            Event::Text(morceau) | Event::Code(morceau) => {
                if let Some(titre) = &mut ouvert {
                    titre.push_str(&morceau);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let ancre = ancre(&ouvert.take().unwrap_or_default());
                let rang = deja.entry(ancre.clone()).or_default();
                titres.push(Titre {
                    place,
                    ancre: match *rang {
                        0 => ancre,
                        rang => format!("{ancre}-{rang}"),
                    },
                });
                *rang += 1;
            }
            _ => {}
        }
    }
    titres
}

/// L'ancre que GitHub donne à un titre.
pub fn ancre(titre: &str) -> String {
    let garde = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    let titre = titre.trim().to_lowercase();
    titre
        .chars()
        .filter(garde)
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// Chaque titre dit son ancre, et monte d'autant que sa page.
fn retouches_des_titres(source: &Source, titres: &[Titre]) -> Vec<Retouche> {
    let deux = |titre: &Titre| {
        let debut = titre.place.start;
        let page = page_a(source, debut);
        let fin = debut + source.texte[titre.place.clone()].trim_end().len();
        [
            Retouche {
                place: debut..debut + page.montee,
                texte: String::new(),
            },
            Retouche {
                place: fin..fin,
                texte: format!(" {{#{}}}", titre.ancre),
            },
        ]
    };
    titres.iter().flat_map(deux).collect()
}

/// Les espaces que la typographie française veut insécables, dans ce qui n'est pas du code.
fn retouches_des_espaces(source: &Source) -> Vec<Retouche> {
    let mut retouches = Vec::new();
    let mut code = false;
    for (evenement, place) in lecteur(&source.texte).into_offset_iter() {
        match evenement {
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Text(_) if !code => {
                let espaces = espaces_insecables(&source.texte[place.clone()]);
                retouches.extend(espaces.map(|ici| Retouche {
                    place: place.start + ici..place.start + ici + 1,
                    texte: INSECABLE.into(),
                }));
            }
            _ => {}
        }
    }
    retouches
}

const INSECABLE: &str = "\u{a0}";

/// Où sont, dans ce texte, les espaces qui précèdent `: ; ! ? »` ou suivent `«`.
fn espaces_insecables(texte: &str) -> impl Iterator<Item = usize> {
    texte.match_indices(' ').filter_map(move |(ici, _)| {
        let avant = texte[..ici].ends_with('«');
        let apres = texte[ici + 1..].starts_with([':', ';', '!', '?', '»']);
        (avant || apres).then_some(ici)
    })
}

/// Où mènent les liens.
struct Cibles<'a> {
    carte: Carte<'a>,
    depot: Option<&'a str>,
    existe: &'a dyn Fn(&Path) -> bool,
}

impl Cibles<'_> {
    fn retouches(&self, source: &Source) -> anyhow::Result<Vec<Retouche>> {
        let mut retouches = Vec::new();
        for (evenement, place) in lecteur(&source.texte).into_offset_iter() {
            let Event::Start(Tag::Link {
                link_type,
                dest_url,
                ..
            }) = evenement
            else {
                continue;
            };
            if dest_url.contains("://") || dest_url.starts_with("mailto:") {
                continue;
            }
            let echec = || {
                format!(
                    "« {} » : le lien vers « {dest_url} »",
                    source.chemin.display()
                )
            };
            if link_type != LinkType::Inline {
                bail!("{} n'est pas de la forme [texte](cible)", echec());
            }
            let nouvelle = self
                .nouvelle(source, place.start, &dest_url)
                .with_context(echec)?;
            let lien = &source.texte[place.clone()];
            let fin_du_texte = place.start + lien.rfind("](").with_context(echec)?;
            let (debut, fin) = match nouvelle {
                Some(cible) => ("[", format!("]({cible})")),
                None => ("", String::new()),
            };
            retouches.push(Retouche {
                place: place.start..place.start + 1,
                texte: debut.into(),
            });
            retouches.push(Retouche {
                place: fin_du_texte..place.end,
                texte: fin,
            });
        }
        Ok(retouches)
    }

    /// La cible de ce lien dans le livre ; rien si elle n'y est pas, ni ailleurs à lire.
    fn nouvelle(
        &self,
        source: &Source,
        place: usize,
        cible: &str,
    ) -> anyhow::Result<Option<String>> {
        let (chemin, ancre) = cible.split_once('#').unwrap_or((cible, ""));
        let vise = match chemin {
            "" => source.chemin.clone(),
            _ => normaliser(&source.chemin.parent().unwrap_or(Path::new("")).join(chemin)),
        };
        let cle = (vise, ancre.to_owned());
        if let Some(page) = self.carte.get(&cle) {
            let ici = &page_a(source, place).chemin;
            let chemin = if page == ici {
                String::new()
            } else {
                relatif(ici, page)
            };
            return Ok(Some(match ancre {
                "" => relatif(ici, page),
                _ => format!("{chemin}#{ancre}"),
            }));
        }
        let (vise, _) = cle;
        if !(self.existe)(&vise) {
            bail!("ne mène à aucun fichier");
        }
        if self.carte.contains_key(&(vise.clone(), String::new())) {
            bail!("mène à une ancre qui n'existe pas");
        }
        // Le livre se publie sans les solutions : il n'y mène pas non plus.
        let depot = self.depot.filter(|_| !vise.starts_with("solutions"));
        let adresse = |depot| format!("{depot}/blob/HEAD/{}", barres(&vise));
        Ok(depot.map(adresse))
    }
}

/// Le chemin de `vers`, vu de la page `de`.
fn relatif(de: &str, vers: &str) -> String {
    match (de.split_once('/'), vers.split_once('/')) {
        (Some((ici, _)), Some((la, page))) if ici == la => page.to_owned(),
        (Some(_), _) => format!("../{vers}"),
        (None, _) => vers.to_owned(),
    }
}

fn normaliser(chemin: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for partie in chemin.components() {
        match partie {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => {}
            partie => normal.push(partie),
        }
    }
    normal
}

fn barres(chemin: &Path) -> String {
    let parties: Vec<_> = chemin
        .iter()
        .map(|partie| partie.to_string_lossy())
        .collect();
    parties.join("/")
}

#[cfg(test)]
mod tests;
