//! Les éléments d'un fichier de Rust, sans leur corps : chaque commande lit tous les tests du cours, et les analyser en entier
//! prendrait les trois quarts de ce temps.

use std::iter::Peekable;

use anyhow::{anyhow, bail};
use proc_macro2::{Delimiter, LexError, TokenStream, TokenTree};

/// Un élément : ce qu'il porte, et ce qu'il est.
pub(super) struct Element {
    attributs: Vec<syn::Meta>,
    pub(super) sorte: Sorte,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sorte {
    /// `mod etape1;`.
    Module(String),
    Fonction(String),
    Autre,
}

/// Les éléments de ce fichier, dans l'ordre.
///
/// # Errors
/// Ses délimiteurs ne se ferment pas, ou un élément n'a pas de nom.
pub(super) fn elements(source: &str) -> anyhow::Result<Vec<Element>> {
    // `proc_macro2` dit pourquoi en anglais.
    let jetons: TokenStream = source.parse().map_err(|erreur: LexError| {
        let ligne = erreur.span().start().line;
        anyhow!("ligne {ligne} : un guillemet, une parenthèse ou une accolade n'y est pas fermé")
    })?;
    let mut jetons = jetons.into_iter().peekable();
    let mut elements = Vec::new();
    while jetons.peek().is_some() {
        elements.push(Element {
            attributs: attributs(&mut jetons)?,
            sorte: sorte(&mut jetons)?,
        });
    }
    Ok(elements)
}

type Jetons = Peekable<proc_macro2::token_stream::IntoIter>;

/// Lit les attributs qui précèdent un élément.
fn attributs(jetons: &mut Jetons) -> anyhow::Result<Vec<syn::Meta>> {
    let mut attributs = Vec::new();
    while jetons
        .next_if(|jeton| est_ponctuation(jeton, '#'))
        .is_some()
    {
        // `#![…]` est du fichier entier.
        jetons.next_if(|jeton| est_ponctuation(jeton, '!'));
        let Some(TokenTree::Group(groupe)) = jetons.next() else {
            bail!("un « # » n'y est suivi d'aucun attribut");
        };
        let attribut = syn::parse2(groupe.stream());
        attributs.push(attribut.map_err(|_| anyhow!("un attribut ne s'y lit pas"))?);
    }
    Ok(attributs)
}

/// Lit le reste d'un élément, jusqu'à son corps ou à son point-virgule.
fn sorte(jetons: &mut Jetons) -> anyhow::Result<Sorte> {
    let mut sorte = Sorte::Autre;
    // Ceux-là ont parfois des accolades avant leur point-virgule : `use a::{b, c};`.
    let mut jusqu_au_point_virgule = false;
    let mut premier = true;
    while let Some(jeton) = jetons.next() {
        match &jeton {
            TokenTree::Ident(mot) if sorte == Sorte::Autre => {
                let mot = mot.to_string();
                match mot.as_str() {
                    // Un type s'écrit `fn(u8)`, sans nom.
                    "fn" if matches!(jetons.peek(), Some(TokenTree::Ident(_))) => {
                        sorte = Sorte::Fonction(nom(jetons)?);
                        jusqu_au_point_virgule = false;
                    }
                    "mod" => sorte = Sorte::Module(nom(jetons)?),
                    "use" | "const" | "static" | "type" if premier => jusqu_au_point_virgule = true,
                    _ => {}
                }
                premier = mot == "pub";
            }
            TokenTree::Group(corps)
                if corps.delimiter() == Delimiter::Brace && !jusqu_au_point_virgule =>
            {
                // `mod reponse { … }` n'est pas dans un autre fichier.
                return Ok(match sorte {
                    Sorte::Module(_) => Sorte::Autre,
                    autre => autre,
                });
            }
            jeton if est_ponctuation(jeton, ';') => return Ok(sorte),
            _ => {}
        }
    }
    bail!("un élément n'y finit pas")
}

fn nom(jetons: &mut Jetons) -> anyhow::Result<String> {
    match jetons.next() {
        Some(TokenTree::Ident(nom)) => Ok(nom.to_string()),
        _ => bail!("un élément n'y a pas de nom"),
    }
}

fn est_ponctuation(jeton: &TokenTree, signe: char) -> bool {
    matches!(jeton, TokenTree::Punct(ponctuation) if ponctuation.as_char() == signe)
}

impl Element {
    /// L'un de ses attributs a ce nom, d'où qu'il vienne : `#[tokio::test]`, `#[test]`.
    pub(super) fn porte(&self, nom: &str) -> bool {
        let derniers = self
            .attributs
            .iter()
            .filter_map(|attribut| attribut.path().segments.last());
        derniers.into_iter().any(|segment| segment.ident == nom)
    }

    /// Les seuls `#[cfg]` que les tests emploient : `unix`, `windows`, `target_os = "…"`.
    pub(super) fn est_present_ici(&self) -> anyhow::Result<bool> {
        let cfgs = self
            .attributs
            .iter()
            .filter(|attribut| attribut.path().is_ident("cfg"));
        for cfg in cfgs {
            let present = match cfg.require_list()?.parse_args::<syn::Meta>()? {
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
}
