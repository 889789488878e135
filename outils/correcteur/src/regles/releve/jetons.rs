//! Ce qui se lit dans une suite de jetons, sans rien en retenir.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

use super::{Note, Segment};

pub(super) fn note(texte: String, jeton: &TokenTree) -> Note {
    let ligne = ligne(jeton);
    Note { texte, ligne }
}

pub(super) fn ligne(jeton: &TokenTree) -> usize {
    jeton.span().start().line
}

/// Le texte d'un mot, sans le `r#` qui ne change pas ce qu'il nomme.
pub(super) fn sans_r(jeton: &TokenTree) -> String {
    let texte = jeton.to_string();
    texte.strip_prefix("r#").map(str::to_owned).unwrap_or(texte)
}

pub(super) fn mot(jeton: Option<&TokenTree>) -> Option<String> {
    match jeton {
        Some(jeton @ TokenTree::Ident(_)) => Some(sans_r(jeton)),
        _ => None,
    }
}

pub(super) fn est_mot(jeton: Option<&TokenTree>, attendu: &str) -> bool {
    matches!(jeton, Some(TokenTree::Ident(ident)) if ident == attendu)
}

pub(super) fn ponctue(jeton: Option<&TokenTree>, attendu: char) -> bool {
    matches!(jeton, Some(TokenTree::Punct(point)) if point.as_char() == attendu)
}

pub(super) fn double_point(jetons: &[TokenTree], i: usize) -> bool {
    matches!(jetons.get(i), Some(TokenTree::Punct(point)) if point.as_char() == ':' && point.spacing() == Spacing::Joint)
        && ponctue(jetons.get(i + 1), ':')
}

/// Ce mot suit un point : c'est un champ ou une méthode. Après `..`, c'est la fin d'un intervalle.
pub(super) fn apres_un_point(jetons: &[TokenTree], i: usize) -> bool {
    let point = |recul: usize| i.checked_sub(recul).and_then(|place| jetons.get(place));
    ponctue(point(1), '.') && !ponctue(point(2), '.')
}

/// Le `>` d'un `->` ou d'un `=>`.
pub(super) fn fleche(jetons: &[TokenTree], i: usize) -> bool {
    matches!(i.checked_sub(1).and_then(|avant| jetons.get(avant)),
        Some(TokenTree::Punct(point)) if matches!(point.as_char(), '-' | '=') && point.spacing() == Spacing::Joint)
}

pub(super) fn groupe(jeton: Option<&TokenTree>, delimiteur: Delimiter) -> Option<&Group> {
    groupe_quelconque(jeton).filter(|groupe| groupe.delimiter() == delimiteur)
}

pub(super) fn groupe_quelconque(jeton: Option<&TokenTree>) -> Option<&Group> {
    match jeton {
        Some(TokenTree::Group(groupe)) => Some(groupe),
        _ => None,
    }
}

/// Le segment de chemin qui est en `i`, et où il finit.
pub(super) fn segment(jetons: &[TokenTree], i: usize) -> Option<(Segment, usize)> {
    if ponctue(jetons.get(i), '$') {
        if let Some(suite) = fin_d_une_repetition(jetons, i + 1) {
            return Some((Segment::Inconnu, suite));
        }
        let nom = mot(jetons.get(i + 1))?;
        // `$crate` est le fichier lui-même.
        let segment = if nom == "crate" {
            Segment::Nom(nom)
        } else {
            Segment::Inconnu
        };
        return Some((segment, i + 2));
    }
    Some((Segment::Nom(mot(jetons.get(i))?), i + 1))
}

/// Ce qui suit `$(…)*`, `$(…)::+` ou `$(…)?`, dont le groupe est en `i`.
fn fin_d_une_repetition(jetons: &[TokenTree], i: usize) -> Option<usize> {
    groupe(jetons.get(i), Delimiter::Parenthesis)?;
    let operateur = |place: &usize| {
        let jeton = jetons.get(*place);
        ['*', '+', '?'].iter().any(|signe| ponctue(jeton, *signe))
    };
    // Un séparateur a deux signes au plus.
    (i + 1..i + 4).find(operateur).map(|place| place + 1)
}

/// La place du `>` qui ferme le `<` en `ouvrant` ; la fin s'il n'y en a pas.
pub(super) fn fin_des_chevrons(jetons: &[TokenTree], ouvrant: usize) -> usize {
    let mut ouverts = 0usize;
    for (i, jeton) in jetons.iter().enumerate().skip(ouvrant) {
        if ponctue(Some(jeton), '<') {
            ouverts += 1;
        } else if ponctue(Some(jeton), '>') && !fleche(jetons, i) {
            ouverts -= 1;
            if ouverts == 0 {
                return i;
            }
        }
    }
    jetons.len()
}

/// Un `cfg` qui n'est vrai que hors des tests : `not(test)`, à n'importe quel niveau.
pub(super) fn sans_test(arguments: &[TokenTree]) -> bool {
    un_niveau_convient(arguments.to_vec(), |jetons| {
        jetons.windows(2).any(|paire| {
            est_mot(paire.first(), "not")
                && matches!(&paire[1], TokenTree::Group(groupe) if parle_de_test(groupe))
        })
    })
}

/// Ces jetons commencent, une fois passés d'autres attributs, par un élément : un module de tests, une fonction… et non
/// par une instruction, un champ ou une branche.
pub(super) fn devant_un_element(jetons: &[TokenTree]) -> bool {
    const DEBUTS: [&str; 16] = [
        "mod",
        "fn",
        "use",
        "struct",
        "enum",
        "union",
        "impl",
        "trait",
        "const",
        "static",
        "type",
        "pub",
        "async",
        "extern",
        "unsafe",
        "macro_rules",
    ];
    match jetons {
        [signe, TokenTree::Group(_), suite @ ..] if ponctue(Some(signe), '#') => {
            devant_un_element(suite)
        }
        [premier, ..] => DEBUTS.iter().any(|debut| est_mot(Some(premier), debut)),
        [] => false,
    }
}

pub(super) fn parle_de_test(groupe: &Group) -> bool {
    un_niveau_convient(groupe.stream().into_iter().collect(), |jetons| {
        jetons.iter().any(|jeton| est_mot(Some(jeton), "test"))
    })
}

/// Ces jetons, ou ceux d'un groupe qu'ils contiennent, conviennent. Sans récursion.
fn un_niveau_convient(jetons: Vec<TokenTree>, convient: impl Fn(&[TokenTree]) -> bool) -> bool {
    let mut niveaux = vec![jetons];
    while let Some(jetons) = niveaux.pop() {
        if convient(&jetons) {
            return true;
        }
        niveaux.extend(jetons.into_iter().filter_map(|jeton| match jeton {
            TokenTree::Group(groupe) => Some(groupe.stream().into_iter().collect()),
            _ => None,
        }));
    }
    false
}

/// La valeur d'une chaîne ou d'un caractère, échappements compris ; `None` pour un nombre.
pub(super) fn texte_de(litteral: &proc_macro2::Literal) -> Option<String> {
    let brut = litteral.to_string();
    if !brut.contains(['"', '\'']) {
        return None;
    }
    match syn::Lit::new(litteral.clone()) {
        syn::Lit::Str(texte) => Some(texte.value()),
        syn::Lit::ByteStr(texte) => Some(String::from_utf8_lossy(&texte.value()).into_owned()),
        syn::Lit::CStr(texte) => Some(texte.value().to_string_lossy().into_owned()),
        syn::Lit::Char(caractere) => Some(caractere.value().into()),
        _ => None,
    }
}

/// Ce que `concat!` ferait de ces jetons, les chaînes seulement.
pub(super) fn textes_mis_bout_a_bout(jetons: TokenStream) -> String {
    let mut texte = String::new();
    let mut pile: Vec<_> = vec![jetons.into_iter()];
    while let Some(jetons) = pile.last_mut() {
        match jetons.next() {
            None => drop(pile.pop()),
            Some(TokenTree::Group(groupe)) => pile.push(groupe.stream().into_iter()),
            Some(TokenTree::Literal(litteral)) => {
                texte += &texte_de(&litteral).unwrap_or_else(|| litteral.to_string());
            }
            Some(_) => {}
        }
    }
    texte
}
