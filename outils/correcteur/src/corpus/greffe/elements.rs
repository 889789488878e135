//! Lire un fichier de Rust élément par élément : fonctions, types, méthodes, `use`, et les lignes de chacun.
//!
//! Les noms sont ceux de [`crate::cours::decoupe`] : `virer`, `Cache::obtenir`, `Drop pour Garde::drop` ; dans un module,
//! précédés du sien. Un élément est fait de lignes entières, ce que rustfmt garantit : un fichier où deux éléments
//! se partagent une ligne est refusé.

use std::ops::Range;

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::spanned::Spanned;

use super::Defaut;
use crate::cours::decoupe::nom_de_l_impl;

/// Un fichier, ses lignes et ce qu'elles contiennent. Les lignes sont comptées à partir de 0.
#[derive(Debug, Clone)]
pub(super) struct Fichier {
    pub(super) lignes: Vec<String>,
    pub(super) portee: Portee,
}

/// Ce que contient un fichier, un module ou un bloc `impl`.
#[derive(Debug, Clone, Default)]
pub(super) struct Portee {
    pub(super) imports: Vec<Import>,
    pub(super) elements: Vec<Element>,
}

/// Un `use`, qui peut en réunir plusieurs.
#[derive(Debug, Clone)]
pub(super) struct Import {
    pub(super) lignes: Range<usize>,
    pub(super) feuilles: Vec<Feuille>,
}

/// Un seul nom importé : de `use a::{b, c as d};`, il y a `a::b` et `a::c as d`.
#[derive(Debug, Clone)]
pub(super) struct Feuille {
    /// Ce qui précède le mot `use` : attributs et visibilité.
    pub(super) avant: String,
    /// Le chemin entier.
    pub(super) chemin: String,
    /// Le nom par lequel on le désigne ; rien pour `*` et `_`.
    pub(super) nom: Option<String>,
    pub(super) ligne: usize,
}

/// Un élément de n'importe quelle sorte, sauf un `use`.
#[derive(Debug, Clone)]
pub(super) struct Element {
    pub(super) cle: Cle,
    /// Commentaires, documentation et attributs compris.
    pub(super) lignes: Range<usize>,
    /// La ligne où il commence, commentaires non compris.
    pub(super) code: usize,
    /// Son code, sans commentaire ni documentation.
    pub(super) jetons: String,
    /// Son contenu, si c'est un `impl` ou un module.
    pub(super) bloc: Option<Bloc>,
}

/// Ce qui fait de deux éléments le même, l'un remplaçant l'autre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cle {
    pub(super) espace: Espace,
    pub(super) nom: String,
    /// Ses `#[cfg]` : `#[cfg(unix)] fn f` et `#[cfg(windows)] fn f` sont deux fonctions.
    pub(super) cfg: String,
}

/// Deux éléments du même nom ne se gênent que dans le même espace de noms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Espace {
    Type,
    Valeur,
    Macro,
    Impl,
    /// `const _`, un appel de macro, `extern "C"` : il n'est jamais le même qu'un autre.
    SansNom,
}

/// L'intérieur d'un élément qui en contient d'autres.
#[derive(Debug, Clone)]
pub(super) struct Bloc {
    /// Les lignes de ce qui précède son contenu, accolade ouvrante comprise.
    pub(super) entete: Range<usize>,
    pub(super) jetons_de_l_entete: String,
    /// Les lignes entre les deux accolades.
    pub(super) contenu: Range<usize>,
    pub(super) portee: Portee,
}

impl Feuille {
    /// Les deux donneraient deux sens au même nom.
    pub(super) fn remplace(&self, autre: &Feuille) -> bool {
        self.nom.is_some()
            && self.nom == autre.nom
            && self.avant == autre.avant
            && self.chemin != autre.chemin
    }
}

impl Element {
    /// Comment la tête d'une greffe le désigne : un `impl` n'est pas son type.
    pub(super) fn designation(&self) -> String {
        match self.cle.espace {
            Espace::Impl => format!("impl {}", self.cle.nom),
            _ => self.cle.nom.clone(),
        }
    }
}

impl Fichier {
    /// Lit un fichier : une marque d'ordre des octets et des fins de ligne de Windows n'y changent rien.
    pub(super) fn lire(source: &str) -> Result<Self, Defaut> {
        let source = source.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let fichier = syn::parse_file(&source).map_err(|erreur| Defaut {
            ligne: erreur.span().start().line,
            raison: format!("ce n'est pas du Rust complet : {erreur}"),
        })?;
        let lignes: Vec<String> = source.lines().map(str::to_owned).collect();
        let lecture = Lecture { lignes: &lignes };
        let portee = lecture.portee(&fichier.items, "", tete(&lignes))?;
        Ok(Fichier { lignes, portee })
    }
}

struct Lecture<'a> {
    lignes: &'a [String],
}

impl Lecture<'_> {
    /// Ces éléments, dont les noms commencent par `prefixe` et les lignes à `debut` au plus tôt.
    fn portee(
        &self,
        items: &[syn::Item],
        prefixe: &str,
        mut debut: usize,
    ) -> Result<Portee, Defaut> {
        let mut portee = Portee::default();
        for item in items {
            let lignes = self.lignes_de(item.span(), debut)?;
            debut = lignes.end;
            match item {
                syn::Item::Use(import) => portee.imports.push(self.import(import, lignes)),
                _ => portee.elements.push(self.element(item, prefixe, lignes)?),
            }
        }
        Ok(portee)
    }

    fn element(
        &self,
        item: &syn::Item,
        prefixe: &str,
        lignes: Range<usize>,
    ) -> Result<Element, Defaut> {
        let (espace, nom) = match item {
            syn::Item::Impl(bloc) => (Espace::Impl, Some(nom_de_l_impl(bloc))),
            syn::Item::Macro(appel) => match &appel.ident {
                Some(nom) => (Espace::Macro, Some(nom.to_string())),
                None => (Espace::SansNom, nom_de_l_appel(&appel.mac)),
            },
            _ => espace_et_nom(item),
        };
        let nom = format!("{prefixe}{}", nom.unwrap_or_default());
        let bloc = match item {
            syn::Item::Impl(bloc) => self.bloc(&lignes, bloc.brace_token.span, |debut| {
                self.methodes(&bloc.items, &nom, debut)
            })?,
            syn::Item::Mod(syn::ItemMod {
                content: Some((accolades, items)),
                ..
            }) => self.bloc(&lignes, accolades.span, |debut| {
                self.portee(items, &format!("{nom}::"), debut)
            })?,
            _ => None,
        };
        Ok(self.nouvel_element(espace, nom, item.span(), lignes, bloc))
    }

    fn methodes(
        &self,
        items: &[syn::ImplItem],
        bloc: &str,
        mut debut: usize,
    ) -> Result<Portee, Defaut> {
        let mut portee = Portee::default();
        for item in items {
            let lignes = self.lignes_de(item.span(), debut)?;
            debut = lignes.end;
            let (espace, nom) = match item {
                syn::ImplItem::Fn(fonction) => (Espace::Valeur, fonction.sig.ident.to_string()),
                syn::ImplItem::Const(constante) => (Espace::Valeur, constante.ident.to_string()),
                syn::ImplItem::Type(alias) => (Espace::Type, alias.ident.to_string()),
                _ => (Espace::SansNom, String::new()),
            };
            let nom = format!("{bloc}::{nom}");
            let element = self.nouvel_element(espace, nom, item.span(), lignes, None);
            portee.elements.push(element);
        }
        Ok(portee)
    }

    fn nouvel_element(
        &self,
        espace: Espace,
        nom: String,
        place: proc_macro2::Span,
        lignes: Range<usize>,
        bloc: Option<Bloc>,
    ) -> Element {
        let texte = self.lignes[place.start().line - 1..lignes.end].join("\n");
        Element {
            cle: Cle {
                espace,
                nom,
                cfg: cfg(&texte),
            },
            jetons: jetons(&texte).unwrap_or_default(),
            code: place.start().line - 1,
            lignes,
            bloc,
        }
    }

    /// L'intérieur d'un élément, s'il a ses propres lignes.
    fn bloc(
        &self,
        lignes: &Range<usize>,
        accolades: proc_macro2::extra::DelimSpan,
        contenu: impl FnOnce(usize) -> Result<Portee, Defaut>,
    ) -> Result<Option<Bloc>, Defaut> {
        let ouverture = accolades.open().start().line - 1;
        let fermeture = accolades.close().start().line - 1;
        if ouverture == fermeture {
            return Ok(None);
        }
        let portee = contenu(ouverture + 1)?;
        let derniere = portee
            .elements
            .iter()
            .map(|element| element.lignes.end)
            .chain(portee.imports.iter().map(|import| import.lignes.end))
            .max();
        if derniere.is_some_and(|fin| fin > fermeture) {
            return Err(pas_en_forme(fermeture));
        }
        let entete = lignes.start..ouverture + 1;
        Ok(Some(Bloc {
            jetons_de_l_entete: self.jetons_d_une_entete(&entete),
            entete,
            contenu: ouverture + 1..fermeture,
            portee,
        }))
    }

    fn import(&self, import: &syn::ItemUse, lignes: Range<usize>) -> Import {
        let debut = import.span().byte_range().start;
        let mot = import.use_token.span.byte_range().start;
        let texte = import.span().source_text().unwrap_or_default();
        let avant = texte.get(..mot - debut).unwrap_or_default();
        let avant = avant.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut chemin = Vec::new();
        if import.leading_colon.is_some() {
            chemin.push(String::new());
        }
        let mut feuilles = Vec::new();
        ajouter_les_feuilles(&import.tree, &mut chemin, &avant, &mut feuilles);
        Import { lignes, feuilles }
    }

    /// Les lignes de ce qui est là, et des commentaires qui le précèdent sans ligne vide, à partir de `debut`.
    fn lignes_de(&self, place: proc_macro2::Span, debut: usize) -> Result<Range<usize>, Defaut> {
        let mut premiere = place.start().line - 1;
        if premiere < debut {
            return Err(pas_en_forme(premiere));
        }
        while premiere > debut && self.lignes[premiere - 1].trim_start().starts_with("//") {
            premiere -= 1;
        }
        Ok(premiere..place.end().line)
    }

    /// Une entête laisse son accolade ouverte : la fermer en fait des jetons.
    fn jetons_d_une_entete(&self, lignes: &Range<usize>) -> String {
        let texte = self.lignes[lignes.clone()].join("\n");
        jetons(&format!("{texte}\n}}")).unwrap_or_default()
    }
}

fn pas_en_forme(ligne: usize) -> Defaut {
    Defaut {
        ligne: ligne + 1,
        raison: "deux éléments se partagent cette ligne : passe rustfmt sur ce fichier".into(),
    }
}

fn espace_et_nom(item: &syn::Item) -> (Espace, Option<String>) {
    let (espace, nom) = match item {
        syn::Item::Fn(item) => (Espace::Valeur, &item.sig.ident),
        syn::Item::Const(item) => (Espace::Valeur, &item.ident),
        syn::Item::Static(item) => (Espace::Valeur, &item.ident),
        syn::Item::Struct(item) => (Espace::Type, &item.ident),
        syn::Item::Enum(item) => (Espace::Type, &item.ident),
        syn::Item::Union(item) => (Espace::Type, &item.ident),
        syn::Item::Type(item) => (Espace::Type, &item.ident),
        syn::Item::Trait(item) => (Espace::Type, &item.ident),
        syn::Item::TraitAlias(item) => (Espace::Type, &item.ident),
        syn::Item::Mod(item) => (Espace::Type, &item.ident),
        _ => return (Espace::SansNom, None),
    };
    if nom == "_" {
        return (Espace::SansNom, Some(nom.to_string()));
    }
    (espace, Some(nom.to_string()))
}

/// `thread_local!`
fn nom_de_l_appel(appel: &syn::Macro) -> Option<String> {
    let dernier = appel.path.segments.last()?;
    Some(format!("{}!", dernier.ident))
}

fn ajouter_les_feuilles(
    arbre: &syn::UseTree,
    chemin: &mut Vec<String>,
    avant: &str,
    feuilles: &mut Vec<Feuille>,
) {
    let mut ajouter = |segment: &str, nom: Option<String>| {
        let mut entier = chemin.clone();
        // `a::{self}` est `a`.
        if segment != "self" {
            entier.push(segment.to_owned());
        }
        let nom = if segment == "self" && nom.as_deref() == Some("self") {
            chemin.last().cloned()
        } else {
            nom
        };
        let mut chemin = entier.join("::");
        if let (Some(nom), Some(dernier)) = (&nom, entier.last())
            && nom != dernier
        {
            chemin = format!("{chemin} as {nom}");
        }
        feuilles.push(Feuille {
            avant: avant.to_owned(),
            chemin,
            nom: nom.filter(|nom| nom != "_"),
            ligne: arbre.span().start().line - 1,
        });
    };
    match arbre {
        syn::UseTree::Path(suite) => {
            chemin.push(suite.ident.to_string());
            ajouter_les_feuilles(&suite.tree, chemin, avant, feuilles);
            chemin.pop();
        }
        syn::UseTree::Name(feuille) => {
            let nom = feuille.ident.to_string();
            ajouter(&nom, Some(nom.clone()));
        }
        syn::UseTree::Rename(feuille) => {
            ajouter(&feuille.ident.to_string(), Some(feuille.rename.to_string()));
        }
        syn::UseTree::Glob(_) => ajouter("*", None),
        syn::UseTree::Group(groupe) => {
            for arbre in &groupe.items {
                ajouter_les_feuilles(arbre, chemin, avant, feuilles);
            }
        }
    }
}

/// Les jetons d'un texte, l'un après l'autre : ni commentaires, ni documentation, ni mise en page. Rien si ce n'en
/// est pas.
pub fn jetons(texte: &str) -> Option<String> {
    let jetons: TokenStream = texte.parse().ok()?;
    let mut suite = String::new();
    ecrire_les_jetons(jetons, &mut suite);
    Some(suite)
}

fn ecrire_les_jetons(jetons: TokenStream, suite: &mut String) {
    let mut jetons = jetons.into_iter().peekable();
    while let Some(jeton) = jetons.next() {
        match jeton {
            TokenTree::Punct(croisillon)
                if croisillon.as_char() == '#'
                    && jetons.peek().is_some_and(est_une_documentation) =>
            {
                jetons.next();
            }
            TokenTree::Punct(signe) => {
                suite.push(signe.as_char());
                if signe.spacing() == Spacing::Alone {
                    suite.push(' ');
                }
            }
            TokenTree::Group(groupe) => {
                let (ouverture, fermeture) = match groupe.delimiter() {
                    proc_macro2::Delimiter::Parenthesis => ("( ", ") "),
                    proc_macro2::Delimiter::Brace => ("{ ", "} "),
                    proc_macro2::Delimiter::Bracket => ("[ ", "] "),
                    proc_macro2::Delimiter::None => ("", ""),
                };
                suite.push_str(ouverture);
                ecrire_les_jetons(groupe.stream(), suite);
                suite.push_str(fermeture);
            }
            autre => {
                suite.push_str(&autre.to_string());
                suite.push(' ');
            }
        }
    }
}

fn est_une_documentation(jeton: &TokenTree) -> bool {
    let TokenTree::Group(groupe) = jeton else {
        return false;
    };
    let premier = groupe.stream().into_iter().next();
    matches!(premier, Some(TokenTree::Ident(nom)) if nom == "doc")
}

/// Les `#[cfg(…)]` parmi les attributs qui ouvrent ce texte.
fn cfg(texte: &str) -> String {
    let mut conditions = String::new();
    let mut jetons = texte.parse::<TokenStream>().unwrap_or_default().into_iter();
    while let (Some(TokenTree::Punct(signe)), Some(TokenTree::Group(attribut))) =
        (jetons.next(), jetons.next())
        && signe.as_char() == '#'
    {
        let mut contenu = attribut.stream().into_iter();
        if matches!(contenu.next(), Some(TokenTree::Ident(nom)) if nom == "cfg") {
            ecrire_les_jetons(contenu.collect(), &mut conditions);
        }
    }
    conditions
}

/// Combien de lignes de commentaire ouvrent un fichier. Elles ne sont à aucun élément.
pub(super) fn tete(lignes: &[String]) -> usize {
    lignes
        .iter()
        .take_while(|ligne| ligne.starts_with("//") && !ligne.starts_with("///"))
        .count()
}
