//! Reconnaître deux programmes pareils, aux blancs et aux commentaires près.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use super::empreinte::empreinte;

/// L'empreinte de ce que le compilateur lit d'un programme : ni blancs, ni commentaires, de documentation compris.
/// D'un texte qui ne se découpe pas en jetons, celle de ses mots.
pub(crate) fn empreinte_des_jetons(source: &str) -> String {
    let mots = match source.parse::<TokenStream>() {
        Ok(jetons) => mots_de(jetons),
        Err(_) => source.split_whitespace().map(str::to_owned).collect(),
    };
    // Ce `crate` garde, par thread, tous les textes qu'il a lus.
    proc_macro2::extra::invalidate_current_thread_spans();
    empreinte(mots)
}

/// Les jetons, délimiteurs compris. Sans récursion : cent mille parenthèses ouvertes arrêteraient le correcteur.
fn mots_de(jetons: TokenStream) -> Vec<String> {
    let mut mots = Vec::new();
    let mut ouverts = vec![(jetons.into_iter().peekable(), "")];
    while let Some((jetons, ferme)) = ouverts.last_mut() {
        match jetons.next() {
            None => {
                mots.push((*ferme).to_owned());
                ouverts.pop();
            }
            Some(TokenTree::Punct(diese)) if diese.as_char() == '#' => {
                let interieur = jetons.next_if(
                    |suite| matches!(suite, TokenTree::Punct(point) if point.as_char() == '!'),
                );
                if jetons.next_if(est_de_la_documentation).is_none() {
                    mots.push("#".to_owned());
                    mots.extend(interieur.map(|_| "!".to_owned()));
                }
            }
            Some(TokenTree::Group(groupe)) => {
                let (ouvre, ferme) = match groupe.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                mots.push(ouvre.to_owned());
                ouverts.push((groupe.stream().into_iter().peekable(), ferme));
            }
            // `a && b` n'est pas `a & &b`, ni `a || b` `a | |b| c`. Ailleurs, séparer deux signes ne donne rien qui compile,
            // ou la même chose : `Vec<Vec<u8> >`.
            Some(TokenTree::Punct(signe)) if matches!(signe.as_char(), '&' | '|') => {
                let mut mot = signe.to_string();
                let pareil = |suite: &TokenTree| matches!(suite, TokenTree::Punct(autre) if autre.as_char() == signe.as_char());
                if signe.spacing() == Spacing::Joint && jetons.next_if(pareil).is_some() {
                    mot += &mot.clone();
                }
                mots.push(mot);
            }
            Some(autre) => mots.push(autre.to_string()),
        }
    }
    mots
}

/// `[doc = "…"]` : ce que devient un commentaire de documentation.
fn est_de_la_documentation(jeton: &TokenTree) -> bool {
    let TokenTree::Group(groupe) = jeton else {
        return false;
    };
    let mut dedans = groupe.stream().into_iter();
    let (nom, egal, texte) = (dedans.next(), dedans.next(), dedans.next());
    groupe.delimiter() == Delimiter::Bracket
        && matches!(nom, Some(TokenTree::Ident(nom)) if nom == "doc")
        && matches!(egal, Some(TokenTree::Punct(egal)) if egal.as_char() == '=')
        && matches!(texte, Some(TokenTree::Literal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blancs_et_commentaires_ne_comptent_pas_le_reste_si() {
        let base = empreinte_des_jetons("fn f(a: u8) -> u8 { a + 1 }");
        for pareil in [
            "fn f(a:u8)->u8{a+1}",
            "// de moi\nfn f(a: u8) -> u8 {\n    /* un */ a + 1 // deux\n}\n",
            "/// Documentée.\n#[doc = \"bien\"] fn f(/** ici */ a: u8) -> u8 { a + 1 }",
        ] {
            assert_eq!(empreinte_des_jetons(pareil), base, "{pareil}");
        }
        for autre in [
            "fn f(b: u8) -> u8 { b + 1 }",
            "fn f(a: u8) -> u8 { (a + 1) }",
            "fn f(a: u8) -> u8 { a + 1 } fn g() {}",
            "#[inline] fn f(a: u8) -> u8 { a + 1 }",
        ] {
            assert_ne!(empreinte_des_jetons(autre), base, "{autre}");
        }
        let meme = |un: &str, autre: &str| empreinte_des_jetons(un) == empreinte_des_jetons(autre);
        assert!(!meme("let x = a && b;", "let x = a & &b;"));
        assert!(!meme("let x = a || b;", "let x = a | |b| c;"));
        assert!(meme(
            "let x: Vec<Vec<u8>>=&a&&b;",
            "let x : Vec< Vec<u8> > = & a && b;"
        ));
        assert!(meme("f(|| 1, ||{2})", "f(||1, || { 2 })"));
        // Un texte hostile n'arrête personne.
        let profond = "(".repeat(200_000) + &")".repeat(200_000);
        assert_ne!(empreinte_des_jetons(&profond), base);
        // Ce qui ne se découpe pas se compare par ses mots.
        assert_eq!(
            empreinte_des_jetons("fn f( {"),
            empreinte_des_jetons("fn  f(\n{")
        );
        assert_ne!(
            empreinte_des_jetons("fn f( {"),
            empreinte_des_jetons("fn g( {")
        );
    }
}
