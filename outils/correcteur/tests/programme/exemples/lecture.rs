//! Les blocs de code Rust des pages du dépôt.

use std::fmt;
use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::commun::{cours, racine};

/// Un bloc ```` ```rust ```` d'une page.
pub(super) struct Bloc {
    /// La page, depuis la racine du dépôt.
    pub(super) page: PathBuf,
    /// La ligne de la page où le code commence, à partir de 1.
    pub(super) ligne: usize,
    pub(super) nature: Nature,
    pub(super) code: String,
    /// Le bloc ```` ```text ```` qui suit, s'il n'y a rien entre eux.
    pub(super) suite: Option<String>,
}

/// Ce que la marque d'un bloc dit de lui.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    Programme,
    Fragment,
    SansLancer,
    NeCompilePas,
    Panique,
}

impl fmt::Display for Bloc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.page.display(), self.ligne)
    }
}

/// Tous les blocs de l'accueil et des leçons.
pub(super) fn blocs() -> Vec<Bloc> {
    let lecons = cours().exercices.into_iter();
    let lecons = lecons.map(|exercice| Path::new(&exercice.nom).join("README.md"));
    std::iter::once(PathBuf::from("README.md"))
        .chain(lecons)
        .flat_map(|page| {
            let texte = std::fs::read_to_string(racine().join(&page)).unwrap();
            blocs_de(&page, &texte)
        })
        .collect()
}

fn blocs_de(page: &Path, texte: &str) -> Vec<Bloc> {
    let mut blocs: Vec<Bloc> = Vec::new();
    // Ce qui est ouvert : la marque, le code, et la place de la barrière.
    let mut ouvert: Option<(String, String, usize)> = None;
    let mut fin_du_dernier = 0;
    for (evenement, place) in Parser::new(texte).into_offset_iter() {
        match evenement {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(marque))) => {
                ouvert = Some((marque.into_string(), String::new(), place.start));
            }
            Event::Text(morceau) => {
                if let Some((_, code, _)) = &mut ouvert {
                    code.push_str(&morceau);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                let Some((marque, code, debut)) = ouvert.take() else {
                    continue;
                };
                let colle = texte[fin_du_dernier..debut].trim().is_empty();
                if marque == "text" && colle {
                    if let Some(dernier) = blocs.last_mut() {
                        dernier.suite.get_or_insert(code);
                    }
                } else if let Some(nature) = nature(page, &marque) {
                    blocs.push(Bloc {
                        page: page.to_owned(),
                        ligne: texte[..debut].matches('\n').count() + 2,
                        nature,
                        code,
                        suite: None,
                    });
                }
                fin_du_dernier = place.end;
            }
            _ => {}
        }
    }
    blocs
}

/// Ce que dit une marque, si c'est celle d'un bloc Rust.
fn nature(page: &Path, marque: &str) -> Option<Nature> {
    Some(match marque {
        "rust" => Nature::Programme,
        "rust,ignore" => Nature::Fragment,
        "rust,no_run" => Nature::SansLancer,
        "rust,compile_fail" => Nature::NeCompilePas,
        "rust,should_panic" => Nature::Panique,
        "sh" | "text" => return None,
        _ => panic!("{} : la marque « {marque} » est inconnue", page.display()),
    })
}

/// Un fragment est une suite d'instructions, d'éléments, ou de branches d'un `match` ou d'un `select!`.
pub(super) fn se_lit(code: &str) -> Result<(), String> {
    // « … » y tient la place du code qui ne compte pas.
    let code = &code.replace('…', "");
    let instructions = format!("async fn fragment() {{ {code}\n }}");
    match syn::parse_str::<syn::File>(&instructions) {
        Ok(_) => Ok(()),
        Err(erreur) => match syn::parse_str::<syn::File>(code) {
            Ok(_) => Ok(()),
            Err(_) => Err(format!("ne se lit pas comme du Rust ({erreur})")),
        },
    }
}
