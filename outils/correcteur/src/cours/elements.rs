//! Les éléments d'un fichier de Rust, d'après leurs premiers jetons : leur corps n'est pas analysé. Chaque commande lit tous
//! les tests du cours, et les analyser en entier prendrait les trois quarts de ce temps.

use anyhow::{Context, anyhow, bail, ensure};
use proc_macro2::{Delimiter, LexError, TokenStream, TokenTree};
use syn::ext::IdentExt;

/// Un élément du premier niveau.
pub(super) struct Element {
    attributs: Vec<TokenStream>,
    /// Sans attribut ni visibilité ; corps ou point-virgule compris.
    jetons: Vec<TokenTree>,
    est_fini: bool,
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
/// Ses délimiteurs ne se ferment pas, ou son dernier élément ne finit pas.
pub(super) fn elements(source: &str) -> anyhow::Result<Vec<Element>> {
    // `proc_macro2` dit pourquoi en anglais.
    let jetons: TokenStream = source.parse().map_err(|erreur: LexError| {
        let ligne = erreur.span().start().line;
        anyhow!("ligne {ligne} : un guillemet, une parenthèse ou une accolade n'y est pas fermé")
    })?;
    let elements = decouper(jetons);
    let fini = elements.last().is_none_or(|dernier| dernier.est_fini);
    ensure!(fini, "un élément n'y finit pas");
    Ok(elements)
}

/// Ce que ces jetons ont d'éléments.
pub(super) fn decouper(jetons: TokenStream) -> Vec<Element> {
    let jetons: Vec<_> = jetons.into_iter().collect();
    let mut reste = jetons.as_slice();
    let mut elements = Vec::new();
    while !reste.is_empty() {
        let (attributs, suite) = attributs(reste);
        let suite = sans_visibilite(suite);
        let fin = fin(suite);
        let (element, suite) = suite.split_at(fin.unwrap_or(suite.len()));
        elements.push(Element {
            attributs,
            jetons: element.to_vec(),
            est_fini: fin.is_some(),
        });
        reste = suite;
    }
    elements
}

/// Le contenu des attributs qui précèdent un élément, ceux du fichier (`#![…]`) compris, et ce qui les suit.
fn attributs(mut jetons: &[TokenTree]) -> (Vec<TokenStream>, &[TokenTree]) {
    let mut attributs = Vec::new();
    while let [diese, suite @ ..] = jetons
        && est_ponctuation(diese, '#')
    {
        let suite = match suite {
            [exclamation, suite @ ..] if est_ponctuation(exclamation, '!') => suite,
            suite => suite,
        };
        let [TokenTree::Group(groupe), suite @ ..] = suite else {
            break;
        };
        attributs.push(groupe.stream());
        jetons = suite;
    }
    (attributs, jetons)
}

/// Sans `pub` ni `pub(crate)`.
fn sans_visibilite(jetons: &[TokenTree]) -> &[TokenTree] {
    match jetons {
        [premier, suite @ ..] if mot(premier).as_deref() == Some("pub") => match suite {
            [TokenTree::Group(groupe), suite @ ..]
                if groupe.delimiter() == Delimiter::Parenthesis =>
            {
                suite
            }
            suite => suite,
        },
        jetons => jetons,
    }
}

/// Combien de jetons prend le premier élément, s'il finit.
fn fin(jetons: &[TokenTree]) -> Option<usize> {
    let mots: Vec<_> = jetons.iter().map_while(mot).collect();
    // `const fn` est une fonction, et `const X: T = { … };` ne finit pas à son accolade.
    let valeur = mots
        .iter()
        .any(|mot| matches!(mot.as_str(), "const" | "static" | "type" | "use"));
    let finit_a_l_accolade = !valeur || mots.iter().any(|mot| mot == "fn");
    let finit = |jeton| est_ponctuation(jeton, ';') || (finit_a_l_accolade && est_un_bloc(jeton));
    Some(jetons.iter().position(finit)? + 1)
}

/// Ce mot, sans le `r#` qui ne change pas ce qu'il nomme.
pub(super) fn mot(jeton: &TokenTree) -> Option<String> {
    match jeton {
        TokenTree::Ident(ident) => Some(ident.unraw().to_string()),
        _ => None,
    }
}

pub(super) fn est_ponctuation(jeton: &TokenTree, signe: char) -> bool {
    matches!(jeton, TokenTree::Punct(ponctuation) if ponctuation.as_char() == signe)
}

fn est_un_bloc(jeton: &TokenTree) -> bool {
    matches!(jeton, TokenTree::Group(groupe) if groupe.delimiter() == Delimiter::Brace)
}

impl Element {
    /// Le contenu de ses attributs : `tokio::main`.
    pub(super) fn attributs(&self) -> &[TokenStream] {
        &self.attributs
    }

    /// Ses jetons, sans attribut ni visibilité.
    pub(super) fn jetons(&self) -> &[TokenTree] {
        &self.jetons
    }

    /// Ses premiers jetons, tant que ce sont des mots : `async fn main`.
    pub(super) fn mots(&self) -> Vec<String> {
        self.jetons.iter().map_while(mot).collect()
    }

    /// Parmi ses premiers mots, celui qui suit `cle` : son nom, après `fn` ou `mod`.
    pub(super) fn nom_apres(&self, cle: &str) -> Option<String> {
        let mut mots = self.mots().into_iter();
        mots.find(|mot| mot == cle)?;
        mots.next()
    }

    /// Ce qu'il est.
    ///
    /// # Errors
    /// C'est une fonction ou un module, sans nom.
    pub(super) fn sorte(&self) -> anyhow::Result<Sorte> {
        let mots = self.mots();
        let nom = |cle| {
            let nom = self.nom_apres(cle);
            nom.context("un élément n'y a pas de nom")
        };
        // `mod reponse { … }` n'est pas dans un autre fichier.
        let a_un_bloc = self.jetons.last().is_some_and(est_un_bloc);
        Ok(if mots.iter().any(|mot| mot == "fn") {
            Sorte::Fonction(nom("fn")?)
        } else if mots.iter().any(|mot| mot == "mod") {
            let nom = nom("mod")?;
            if a_un_bloc {
                Sorte::Autre
            } else {
                Sorte::Module(nom)
            }
        } else {
            Sorte::Autre
        })
    }

    /// L'un de ses attributs a ce nom, d'où qu'il vienne : `#[tokio::test]`, `#[test]`.
    ///
    /// # Errors
    /// L'un de ses attributs ne se lit pas.
    pub(super) fn porte(&self, nom: &str) -> anyhow::Result<bool> {
        let attributs = self.lire_les_attributs()?;
        let mut derniers = attributs
            .iter()
            .filter_map(|attribut| attribut.path().segments.last());
        Ok(derniers.any(|segment| segment.ident == nom))
    }

    fn lire_les_attributs(&self) -> anyhow::Result<Vec<syn::Meta>> {
        let lus = self.attributs.iter().cloned().map(syn::parse2);
        lus.collect::<Result<_, _>>()
            .map_err(|_| anyhow!("un attribut ne s'y lit pas"))
    }

    /// Les seuls `#[cfg]` que les tests emploient : `unix`, `windows`, `target_os = "…"`.
    ///
    /// # Errors
    /// L'un de ses attributs ne se lit pas, ou est un `#[cfg]` d'une autre sorte.
    pub(super) fn est_present_ici(&self) -> anyhow::Result<bool> {
        for cfg in self.lire_les_attributs()? {
            if !cfg.path().is_ident("cfg") {
                continue;
            }
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
