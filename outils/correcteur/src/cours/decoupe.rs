//! Découper un `main.rs` en étapes : quelle fonction, quel type est à écrire à quelle étape, et où.
//!
//! L'étape d'un élément est celle que dit sa documentation, `/// Étape N…`. Sans analyse, sur le texte seul,
//! pour situer une ligne dans un fichier à moitié écrit ; avec analyse, pour en extraire ou en changer un
//! morceau.

use std::ops::Range;

use anyhow::anyhow;
use proc_macro2::Span;
use syn::visit::{self, Visit};

/// Un élément d'un fichier : fonction, méthode, structure ou énumération.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Morceau {
    /// L'étape que sa documentation annonce.
    pub etape: Option<u32>,
    /// Son nom, précédé s'il y a lieu de ce qu'implémente son `impl` : `Cache::obtenir`.
    pub nom: String,
    /// Où il est, documentation comprise, en octets.
    pub entier: Range<usize>,
    /// Où est son corps, accolades comprises.
    pub corps: Range<usize>,
    /// C'est une fonction dont la première instruction est un `todo!`.
    pub a_faire: bool,
}

/// Les éléments d'un fichier, dans l'ordre.
///
/// # Errors
/// Le texte n'est pas du Rust complet.
pub(crate) fn decouper(source: &str) -> anyhow::Result<Vec<Morceau>> {
    // `syn` compte ses positions après la marque d'ordre des octets.
    let texte = source.trim_start_matches('\u{feff}');
    // `syn` dit pourquoi en anglais, et `rustc` le dit mieux : seule la ligne sert.
    let fichier = syn::parse_file(texte).map_err(|erreur| {
        let ligne = erreur.span().start().line;
        anyhow!("le fichier n'est pas du Rust complet : la lecture s'arrête à la ligne {ligne}")
    })?;
    let mut visite = Visite {
        decalage: source.len() - texte.len(),
        ..Visite::default()
    };
    visite.visit_file(&fichier);
    Ok(visite.morceaux)
}

/// L'étape à laquelle appartient cette ligne (à partir de 1), lue sur le texte seul.
pub(crate) fn etape_de_la_ligne(source: &str, ligne: usize) -> Option<u32> {
    let mut etape = None;
    for texte in source.lines().take(ligne.max(1)) {
        if let Some(numero) = numero_d_etape(texte.trim_start().strip_prefix("///").unwrap_or("")) {
            etape = Some(numero);
        } else if texte.starts_with('}') && source.lines().nth(ligne.max(1) - 1) != Some(texte) {
            etape = None;
        }
    }
    etape
}

/// La ligne, à partir de 1, où commence ce qui est à écrire pour cette étape : sa première fonction.
pub(crate) fn ligne_de_l_etape(source: &str, etape: u32) -> Option<usize> {
    let documentation = |texte: &str| {
        texte
            .trim_start()
            .strip_prefix("///")
            .and_then(numero_d_etape)
            == Some(etape)
    };
    let mut lignes = source
        .lines()
        .zip(1..)
        .skip_while(|(texte, _)| !documentation(texte));
    let debut = lignes.next()?.1;
    let fonction = lignes.find(|(texte, _)| {
        let texte = texte.trim_start();
        !texte.starts_with("//")
            && texte
                .split(['(', '<'])
                .next()
                .is_some_and(|t| t.contains("fn "))
    });
    Some(fonction.map_or(debut, |(_, ligne)| ligne))
}

/// ` Étape 4, défi : …` donne 4.
fn numero_d_etape(documentation: &str) -> Option<u32> {
    let reste = documentation.trim_start().strip_prefix("Étape ")?;
    let fin = reste
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(reste.len());
    reste[..fin].parse().ok()
}

/// Ce qu'implémente ce bloc : `Cache`, ou `fmt::Display pour Ailleurs`. Le nom d'une méthode est celui-là, `::`,
/// puis le sien.
pub(crate) fn nom_de_l_impl(bloc: &syn::ItemImpl) -> String {
    use syn::spanned::Spanned;
    let texte = |jetons: Span| jetons.source_text().unwrap_or_default();
    let cible = texte(bloc.self_ty.span());
    match &bloc.trait_ {
        Some((chemin, _)) => format!("{} pour {cible}", texte(chemin.span())),
        None => cible,
    }
}

#[derive(Default)]
struct Visite {
    decalage: usize,
    /// Ce qu'implémente le bloc `impl` où l'on est, suivi de `::`.
    prefixe: String,
    morceaux: Vec<Morceau>,
}

impl Visite {
    fn ajouter(
        &mut self,
        attributs: &[syn::Attribute],
        nom: &syn::Ident,
        debut: Span,
        corps: Range<usize>,
        a_faire: bool,
    ) {
        let debut = attributs
            .first()
            .map_or(debut, |attribut| attribut.pound_token.span)
            .byte_range()
            .start;
        let decaler = |place: Range<usize>| place.start + self.decalage..place.end + self.decalage;
        self.morceaux.push(Morceau {
            etape: attributs.iter().find_map(etape_de_l_attribut),
            nom: format!("{}{nom}", self.prefixe),
            entier: decaler(debut..corps.end),
            corps: decaler(corps),
            a_faire,
        });
    }

    fn ajouter_fonction(
        &mut self,
        attributs: &[syn::Attribute],
        visibilite: &syn::Visibility,
        signature: &syn::Signature,
        bloc: &syn::Block,
    ) {
        use syn::spanned::Spanned;
        let debut = match visibilite {
            syn::Visibility::Inherited => signature.span(),
            visibilite => visibilite.span(),
        };
        let corps = bloc.brace_token.span.join().byte_range();
        self.ajouter(
            attributs,
            &signature.ident,
            debut,
            corps,
            commence_par_todo(bloc),
        );
    }
}

impl<'ast> Visit<'ast> for Visite {
    fn visit_item_fn(&mut self, fonction: &'ast syn::ItemFn) {
        self.ajouter_fonction(
            &fonction.attrs,
            &fonction.vis,
            &fonction.sig,
            &fonction.block,
        );
    }

    fn visit_impl_item_fn(&mut self, fonction: &'ast syn::ImplItemFn) {
        self.ajouter_fonction(
            &fonction.attrs,
            &fonction.vis,
            &fonction.sig,
            &fonction.block,
        );
    }

    fn visit_item_impl(&mut self, bloc: &'ast syn::ItemImpl) {
        self.prefixe = format!("{}::", nom_de_l_impl(bloc));
        visit::visit_item_impl(self, bloc);
        self.prefixe.clear();
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        let corps = item.brace_token.span.join().byte_range();
        self.ajouter(&item.attrs, &item.ident, item.enum_token.span, corps, false);
    }

    fn visit_item_mod(&mut self, _: &'ast syn::ItemMod) {
        // Un module de l'apprenant ne contient aucune étape.
    }
}

fn etape_de_l_attribut(attribut: &syn::Attribute) -> Option<u32> {
    let syn::Meta::NameValue(paire) = &attribut.meta else {
        return None;
    };
    match &paire.value {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(texte),
            ..
        }) if paire.path.is_ident("doc") => numero_d_etape(&texte.value()),
        _ => None,
    }
}

/// La première instruction est `todo!(…)`, ou une variable qui l'attend.
fn commence_par_todo(bloc: &syn::Block) -> bool {
    let est_todo = |appel: &syn::Macro| appel.path.is_ident("todo");
    match bloc.stmts.first() {
        Some(syn::Stmt::Macro(instruction)) => est_todo(&instruction.mac),
        Some(syn::Stmt::Expr(syn::Expr::Macro(expression), _)) => est_todo(&expression.mac),
        Some(syn::Stmt::Local(variable)) => variable.init.as_ref().is_some_and(
            |valeur| matches!(&*valeur.expr, syn::Expr::Macro(expression) if est_todo(&expression.mac)),
        ),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
use std::fmt;

/// Étape 1 : à faire.
/// Suite.
async fn un(x: u8) -> u8 {
    todo!(\"étape 1 : é\")
}

struct Ailleurs;

impl fmt::Display for Ailleurs {
    /// Étape 2, défi : faite.
    fn fmt(&self) -> u8 {
        12
    }
}

fn main() {
    un(1);
}
";

    #[test]
    fn les_morceaux_ont_leur_place_et_leur_etape() {
        for source in [SOURCE.to_owned(), format!("\u{feff}{SOURCE}")] {
            let morceaux = decouper(&source).unwrap();
            let vus: Vec<_> = morceaux
                .iter()
                .map(|m| (m.etape, m.nom.as_str(), m.a_faire))
                .collect();
            assert_eq!(
                vus,
                [
                    (Some(1), "un", true),
                    (Some(2), "fmt::Display pour Ailleurs::fmt", false),
                    (None, "main", false)
                ]
            );
            assert!(source[morceaux[0].entier.clone()].starts_with("/// Étape 1"));
            assert_eq!(&source[morceaux[1].corps.clone()], "{\n        12\n    }");
        }
        let erreur = format!("{:#}", decouper("fn a() {}\nfn b( {\n").unwrap_err());
        assert!(erreur.ends_with("s'arrête à la ligne 2"), "{erreur}");
    }

    #[test]
    fn une_ligne_se_situe_meme_dans_un_fichier_qui_ne_s_analyse_pas() {
        let source = SOURCE.replace("todo!", "if { (");
        let etapes: Vec<_> = [1, 3, 6, 9, 14, 19]
            .map(|ligne| etape_de_la_ligne(&source, ligne))
            .into();
        assert_eq!(etapes, [None, Some(1), Some(1), None, Some(2), None]);
        assert_eq!(
            [1, 2, 3].map(|etape| ligne_de_l_etape(&source, etape)),
            [Some(5), Some(13), None]
        );
    }
}
