//! L'attribut [`macro@etape`] : il place un test ordinaire sous le banc. Sans `syn` : chaque apprenant le compile.
//!
//! D'un test `#[tokio::test]`, qui est une fonction async, la macro de Tokio fait une fonction ordinaire qui construit
//! un runtime, y conduit le corps, puis l'arrête. Le banc agit aux deux niveaux : dans le corps (limite sur l'horloge de
//! Tokio, échec retenu aussitôt), et autour de tout, arrêt du runtime compris (chien de garde, signature de l'acte).
//! `etape`, le premier attribut, enveloppe donc le corps, et pose `surveille` sous celui de Tokio : il ne s'étend
//! qu'après lui, et enveloppe ce qu'il a écrit.

use proc_macro::{Delimiter, Group, TokenStream, TokenTree};

/// Place ce test sous le banc. S'écrit au-dessus de `#[tokio::test…]`, ou de `#[test]` pour un test sans runtime :
///
/// ```ignore
/// #[banc::etape]
/// #[tokio::test(start_paused = true)]
/// async fn la_pause_dure_le_temps_demande() { … }
/// ```
#[proc_macro_attribute]
pub fn etape(_: TokenStream, test: TokenStream) -> TokenStream {
    let test: Vec<TokenTree> = test.into_iter().collect();
    let debut = debut_de_la_fonction(&test);
    let (attributs, fonction) = test.split_at(debut);
    let horloge = horloge(attributs);
    let attributs: TokenStream = attributs.iter().cloned().collect();
    let surveille = jetons(&format!("#[::banc::surveille(::banc::Horloge::{horloge})]"));
    let fonction: TokenStream = fonction.iter().cloned().collect();
    if horloge == SANS_RUNTIME {
        return [attributs, surveille, fonction].into_iter().collect();
    }
    // Le corps va dans une fonction à lui : la macro de Tokio n'a pas à le lire, jeton par jeton.
    let corps = format!("corps_de_{}", nom(&fonction));
    let mut du_corps = jetons(&format!("fn {corps}() -> ::banc::Boite<'static, ()>"));
    let fonction = avec_corps(fonction, |contenu| {
        let futur = appel("async move", Delimiter::Brace, contenu);
        let futur = appel("::std::boxed::Box::pin", Delimiter::Parenthesis, futur);
        du_corps.extend([TokenTree::from(Group::new(Delimiter::Brace, futur))]);
        jetons(&format!("::banc::conduire({corps}).await"))
    });
    [attributs, surveille, fonction, du_corps]
        .into_iter()
        .collect()
}

/// Enveloppe de [`macro@etape`] autour du runtime ; ne s'écrit pas à la main. Une fonction, et non une fermeture : elle se
/// passe par un pointeur, et rien de générique n'est compilé pour elle.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn surveille(horloge: TokenStream, test: TokenStream) -> TokenStream {
    let nom = nom(&test);
    let chemin = format!("::core::concat!(::core::module_path!(), \"::{nom}\")");
    avec_corps(test, |corps| {
        let corps = appel("fn corps()", Delimiter::Brace, corps);
        let arguments = jetons(&format!("{chemin}, corps"));
        let arguments = [horloge, jetons(","), arguments].into_iter().collect();
        let surveiller = appel("::banc::surveiller", Delimiter::Parenthesis, arguments);
        [corps, surveiller].into_iter().collect()
    })
}

/// Le nom de la fonction : ce qui suit `fn`.
fn nom(fonction: &TokenStream) -> String {
    let jetons = fonction.clone().into_iter();
    let mut apres_fn = jetons.skip_while(|jeton| jeton.to_string() != "fn").skip(1);
    apres_fn
        .next()
        .map_or_else(String::new, |nom| nom.to_string())
}

/// Le nom, dans `banc::Horloge`, d'un test sans runtime.
const SANS_RUNTIME: &str = "Aucune";

/// Le nom, dans `banc::Horloge`, de l'horloge que ces attributs donnent au test.
fn horloge(attributs: &[TokenTree]) -> &'static str {
    let textes: Vec<String> = attributs.iter().map(ToString::to_string).collect();
    let dit = |mot: &str| textes.iter().any(|texte| texte.contains(mot));
    match () {
        () if dit("start_paused") => "Virtuelle",
        () if dit("multi_thread") => "ReelleEnParallele",
        () if dit("tokio") => "Reelle",
        () => SANS_RUNTIME,
    }
}

/// Le rang du premier jeton qui n'est pas d'un attribut : un attribut en a deux, `#` et ses crochets.
fn debut_de_la_fonction(test: &[TokenTree]) -> usize {
    let est_un_diese =
        |jeton: &TokenTree| matches!(jeton, TokenTree::Punct(signe) if signe.as_char() == '#');
    let attributs = test.chunks(2).take_while(|paire| est_un_diese(&paire[0]));
    2 * attributs.count()
}

/// La même fonction, dont le corps est remplacé par ce que `faire` en fait.
fn avec_corps(
    fonction: TokenStream,
    faire: impl FnOnce(TokenStream) -> TokenStream,
) -> TokenStream {
    let mut jetons: Vec<TokenTree> = fonction.into_iter().collect();
    // Le corps d'une fonction est son dernier jeton.
    if let Some(TokenTree::Group(ancien)) = jetons.pop() {
        let mut corps = Group::new(Delimiter::Brace, faire(ancien.stream()));
        corps.set_span(ancien.span());
        jetons.push(corps.into());
    }
    jetons.into_iter().collect()
}

/// `debut`, puis `contenu` entre ces délimiteurs.
fn appel(debut: &str, delimiteur: Delimiter, contenu: TokenStream) -> TokenStream {
    let mut appel = jetons(debut);
    appel.extend([TokenTree::from(Group::new(delimiteur, contenu))]);
    appel
}

fn jetons(source: &str) -> TokenStream {
    source
        .parse()
        .expect("ce texte, écrit ici, est fait de jetons de Rust")
}
