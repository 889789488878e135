//! L'attribut [`macro@etape`] : il place un test ordinaire sous le banc. Sans `syn` : chaque apprenant le compile.
//!
//! D'un test `#[tokio::test]`, qui est une fonction async, la macro de Tokio fait une fonction ordinaire qui construit
//! un runtime, y conduit le corps, puis l'arrête. Le banc agit aux deux niveaux : dans le corps (limite sur l'horloge de
//! Tokio, échec retenu aussitôt), et autour de tout, arrêt du runtime compris (chien de garde, signature de l'acte).
//! `etape`, le premier attribut, enveloppe donc le corps, et pose `surveille` sous celui de Tokio : il ne s'étend
//! qu'après lui, et enveloppe ce qu'il a écrit.
//!
//! Presque tous les tests n'ont qu'un thread. De ceux-là, `etape` écrit elle-même la fonction ordinaire, qui confie le corps à
//! `banc::passer` : le runtime est celui qu'aurait construit Tokio, mais ni sa macro ne lit le test, ni un second future n'est
//! compilé autour du corps : un essai de l'apprenant se compile en un septième de temps de moins.

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
    let fonction: TokenStream = fonction.iter().cloned().collect();
    if let Some((autres, horloge)) = sur_un_thread(attributs) {
        return [autres, a_passer(fonction, horloge)].into_iter().collect();
    }
    let horloge = horloge(attributs);
    let attributs: TokenStream = attributs.iter().cloned().collect();
    let surveille = jetons(&format!("#[::banc::surveille(::banc::Horloge::{horloge})]"));
    if horloge == SANS_RUNTIME {
        return [attributs, surveille, fonction].into_iter().collect();
    }
    // Le corps va dans une fonction à lui : la macro de Tokio n'a pas à le lire, jeton par jeton.
    let corps = format!("corps_de_{}", nom(&fonction));
    let mut du_corps = TokenStream::new();
    let fonction = avec_corps(fonction, |contenu| {
        du_corps = en_boite(&corps, contenu);
        jetons(&format!("::banc::conduire({corps}).await"))
    });
    [attributs, surveille, fonction, du_corps]
        .into_iter()
        .collect()
}

/// Les attributs d'un test à un seul thread, écrits ainsi et pas autrement, et le nom de son horloge dans `banc::Horloge`.
const SUR_UN_THREAD: [(&str, &str); 2] = [
    ("[tokio::test]", "Reelle"),
    ("[tokio::test(start_paused=true)]", "Virtuelle"),
];

/// Les attributs du test sans celui de Tokio, et son horloge, s'il est de [`SUR_UN_THREAD`].
fn sur_un_thread(attributs: &[TokenTree]) -> Option<(TokenStream, &'static str)> {
    let (mut autres, mut horloge) = (TokenStream::new(), None);
    for attribut in attributs.chunks(2) {
        let texte: String = attribut[1..].iter().map(ToString::to_string).collect();
        let texte = texte.replace(char::is_whitespace, "");
        match SUR_UN_THREAD.iter().find(|(ecrit, _)| *ecrit == texte) {
            Some((_, la_sienne)) => horloge = Some(*la_sienne),
            None => autres.extend(attribut.iter().cloned()),
        }
    }
    Some((autres, horloge?))
}

/// Le test ordinaire qui confie à `banc::passer` le corps de cette fonction async.
fn a_passer(fonction: TokenStream, horloge: &str) -> TokenStream {
    let chemin = chemin(&fonction);
    let est_async =
        |jeton: &TokenTree| matches!(jeton, TokenTree::Ident(mot) if mot.to_string() == "async");
    let fonction = fonction
        .into_iter()
        .filter(|jeton| !est_async(jeton))
        .collect();
    let fonction = avec_corps(fonction, |corps| {
        let corps = en_boite("corps", corps);
        let arguments = format!("::banc::Horloge::{horloge}, {chemin}, corps");
        let passer = appel("::banc::passer", Delimiter::Parenthesis, jetons(&arguments));
        [corps, passer].into_iter().collect()
    });
    let test = jetons("#[::core::prelude::v1::test]");
    [test, fonction].into_iter().collect()
}

/// La fonction de ce nom, qui rend le future de ce corps.
fn en_boite(nom: &str, corps: TokenStream) -> TokenStream {
    let futur = appel("async move", Delimiter::Brace, corps);
    let futur = appel("::std::boxed::Box::pin", Delimiter::Parenthesis, futur);
    let signature = format!("fn {nom}() -> ::banc::Boite<'static, ()>");
    appel(&signature, Delimiter::Brace, futur)
}

/// De quoi écrire le chemin de la fonction, crate en tête.
fn chemin(fonction: &TokenStream) -> String {
    let nom = nom(fonction);
    format!("::core::concat!(::core::module_path!(), \"::{nom}\")")
}

/// Enveloppe de [`macro@etape`] autour du runtime ; ne s'écrit pas à la main. Une fonction, et non une fermeture : elle se
/// passe par un pointeur, et rien de générique n'est compilé pour elle.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn surveille(horloge: TokenStream, test: TokenStream) -> TokenStream {
    let chemin = chemin(&test);
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
