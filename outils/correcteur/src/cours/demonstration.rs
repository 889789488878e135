//! La démonstration d'une réponse : sa fonction `main`. Les tests incluent le fichier et n'en ont pas besoin ; `cargo run`
//! l'exige, et `cargo test` aussi, qui compile le programme en même temps qu'eux.
//!
//! Une lecture des jetons de premier niveau, sans rien analyser de plus que la signature de `main`. Dans le doute (une
//! macro qui pourrait l'écrire, un `use` qui pourrait l'apporter), elle ne dit rien.

use proc_macro2::{Group, TokenStream, TokenTree};
use syn::ext::IdentExt;

use super::elements::{Element, decouper, est_ponctuation, mot};

/// Jetons de la signature d'un `main`, au plus : au-delà, personne ne l'a écrite pour être lue.
const SIGNATURE: usize = 200;

/// Attributs qui laissent une fonction telle quelle. Un autre est peut-être une macro, qui en fait un `main`.
const INERTES: [&str; 11] = [
    "allow",
    "cold",
    "deny",
    "deprecated",
    "doc",
    "expect",
    "forbid",
    "inline",
    "must_use",
    "rustfmt",
    "warn",
];

/// Macros qui, à la racine d'un fichier, n'écrivent pas de `main`.
const SANS_MAIN: [&str; 3] = ["macro_rules", "thread_local", "task_local"];

/// Pourquoi une réponse n'a pas de démonstration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SansDemonstration {
    /// La ligne de `main`, s'il y en a une.
    pub ligne: Option<usize>,
    /// En français.
    pub raison: String,
}

impl SansDemonstration {
    fn de_main(fonction: &syn::Signature, raison: impl Into<String>) -> Self {
        SansDemonstration {
            ligne: Some(fonction.ident.span().start().line),
            raison: raison.into(),
        }
    }

    /// Ce qui ne marche pas, et pourquoi. `touche` suit la première commande.
    pub(crate) fn phrase(&self, exercice: &str, touche: &str) -> String {
        let raison = &self.raison;
        format!(
            "`cargo run -p {exercice}`{touche} et `cargo test -p {exercice}` ne compilent pas : {raison}"
        )
    }
}

/// Ce qui empêche `cargo run` d'exécuter cette réponse, dont les tests se compilent.
pub(crate) fn defaut(source: &str) -> Option<SansDemonstration> {
    let source = source.trim_start_matches('\u{feff}');
    // Une première ligne `#!/bin/…`, que le compilateur saute, n'est pas faite de jetons.
    let lisible = !source.starts_with("#!");
    let defaut = lisible
        .then(|| source.parse().ok())
        .flatten()
        .and_then(|jetons: TokenStream| Racine::lire(jetons).defaut());
    // `proc_macro2` garde, par thread, tous les textes qu'il a lus.
    proc_macro2::extra::invalidate_current_thread_spans();
    defaut
}

/// Ce que la racine d'un fichier a qui ressemble à un `main`.
#[derive(Default)]
struct Racine {
    /// Les fonctions `main` que le programme aurait.
    fonctions: Vec<Element>,
    /// Les modules définis là, et ceux où il y a un `main`.
    modules: Vec<String>,
    modules_avec_main: Vec<String>,
    /// Une fonction `main` qui n'existe que pour les tests.
    pour_les_tests: bool,
    /// Les `use`, depuis leur premier nom.
    imports: Vec<Vec<TokenTree>>,
    /// Une macro, ou ce qui ne se reconnaît pas, a pu en écrire un.
    douteuse: bool,
}

impl Racine {
    fn lire(jetons: TokenStream) -> Self {
        let mut racine = Racine::default();
        for element in decouper(jetons) {
            racine.retenir(element);
        }
        racine
    }

    fn retenir(&mut self, element: Element) {
        if element.nom_apres("fn").is_some_and(|nom| nom == "main") {
            if element.attributs().iter().any(est_pour_les_tests) {
                self.pour_les_tests = true;
            } else {
                self.fonctions.push(element);
            }
        } else if let Some(nom) = element.nom_apres("mod") {
            if a_un_main(element.jetons()) {
                self.modules_avec_main.push(nom.clone());
            }
            self.modules.push(nom);
        } else if let Some(place) = element.mots().iter().position(|mot| mot == "use") {
            self.imports.push(element.jetons()[place + 1..].to_vec());
        } else if let Some(appelee) = macro_appelee(element.jetons()) {
            self.douteuse |= !SANS_MAIN.contains(&appelee.as_str());
        }
    }

    fn defaut(&self) -> Option<SansDemonstration> {
        match self.fonctions.as_slice() {
            [fonction] => defaut_de_main(fonction),
            [] if self.douteuse || self.est_importe() => None,
            [] => Some(SansDemonstration {
                ligne: None,
                raison: self.absence(),
            }),
            _ => None,
        }
    }

    fn absence(&self) -> String {
        match self.modules_avec_main.first() {
            _ if self.pour_les_tests => "`main` n'existe que pour les tests".to_owned(),
            Some(module) => {
                format!(
                    "`main` est dans le module `{module}`, et il la faut à la racine du fichier"
                )
            }
            None => "il n'y a plus de fonction `main`, que l'énoncé donne".to_owned(),
        }
    }

    /// Un `use` nomme un `main`, qui n'est pas la macro de Tokio, ou prend tout d'un module du fichier.
    fn est_importe(&self) -> bool {
        self.imports.iter().any(|import| {
            let mut noms = Vec::new();
            tous_les_mots(import, &mut noms);
            let premier = noms.first().map(String::as_str).unwrap_or_default();
            let d_ici = ["crate", "self"].contains(&premier)
                || self.modules.iter().any(|module| module == premier);
            let etoile = import.iter().any(contient_une_etoile);
            (noms.iter().any(|nom| nom == "main") && premier != "tokio") || (etoile && d_ici)
        })
    }
}

/// `test`, `tokio::test` ou `cfg(test)` : le programme n'a pas cette fonction.
fn est_pour_les_tests(attribut: &TokenStream) -> bool {
    let attribut: Vec<_> = attribut.clone().into_iter().collect();
    let noms: Vec<_> = attribut.iter().filter_map(mot).collect();
    match (noms.last().map(String::as_str), attribut.last()) {
        (Some("cfg"), Some(TokenTree::Group(condition))) => {
            condition.stream().to_string() == "test"
        }
        (Some("test"), _) => true,
        _ => false,
    }
}

fn est_inerte(attribut: &TokenStream) -> bool {
    let premier = attribut.clone().into_iter().next();
    let nom = premier.as_ref().and_then(mot);
    nom.is_some_and(|nom| INERTES.contains(&nom.as_str()))
}

/// Pourquoi cette fonction `main` n'en est pas une pour le compilateur.
fn defaut_de_main(fonction: &Element) -> Option<SansDemonstration> {
    let (_, signature) = fonction.jetons().split_last()?;
    if signature.len() > SIGNATURE {
        return None;
    }
    let signature: syn::Signature = syn::parse2(signature.iter().cloned().collect()).ok()?;
    let refuser = |raison: String| Some(SansDemonstration::de_main(&signature, raison));
    if let syn::ReturnType::Type(_, rendu) = &signature.output
        && let Some(nom) = ne_peut_finir_un_programme(rendu)
    {
        return refuser(format!(
            "`main` rend {nom}, et ne peut rendre que `()`, un `Result<(), …>` ou un `ExitCode`"
        ));
    }
    if !fonction.attributs().iter().all(est_inerte) {
        return None;
    }
    if signature.asyncness.is_some() {
        return refuser("`main` est `async`, et il lui manque `#[tokio::main]`".to_owned());
    }
    if !signature.inputs.is_empty() {
        return refuser("`main` a des paramètres, et ne peut pas en avoir".to_owned());
    }
    if !signature.generics.params.is_empty() || signature.generics.where_clause.is_some() {
        return refuser("`main` est générique, et ne peut pas l'être".to_owned());
    }
    None
}

/// Le nom de ce type, si c'est l'un de ceux, courants, qu'un `main` ne peut pas rendre.
fn ne_peut_finir_un_programme(rendu: &syn::Type) -> Option<String> {
    const TYPES: [&str; 17] = [
        "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32",
        "u64", "usize", "String", "Vec", "Option",
    ];
    let syn::Type::Path(chemin) = rendu else {
        return None;
    };
    let dernier = chemin.path.segments.last()?;
    let nom = dernier.ident.unraw().to_string();
    if TYPES.contains(&nom.as_str()) {
        return Some(format!("un `{nom}`"));
    }
    match &dernier.arguments {
        syn::PathArguments::AngleBracketed(arguments) if nom == "Result" => {
            let syn::GenericArgument::Type(premier) = arguments.args.first()? else {
                return None;
            };
            let nom = ne_peut_finir_un_programme(premier)?;
            Some(format!("un `Result` dont la valeur est {nom}"))
        }
        _ => None,
    }
}

/// La macro dont l'appel, `a::nom!`, est tout l'élément.
fn macro_appelee(corps: &[TokenTree]) -> Option<String> {
    let fin = corps
        .iter()
        .position(|jeton| mot(jeton).is_none() && !est_ponctuation(jeton, ':'))?;
    let (chemin, suite) = corps.split_at(fin);
    let appelee = chemin.last().and_then(mot)?;
    // `impl !Send for …` n'appelle rien.
    (est_ponctuation(&suite[0], '!') && appelee != "impl").then_some(appelee)
}

/// Le corps d'un module, à son premier niveau, a une fonction `main`.
fn a_un_main(module: &[TokenTree]) -> bool {
    let Some(TokenTree::Group(corps)) = module.last() else {
        return false;
    };
    let jetons: Vec<_> = corps.stream().into_iter().collect();
    jetons.windows(2).any(|paire| {
        mot(&paire[0]).as_deref() == Some("fn") && mot(&paire[1]).as_deref() == Some("main")
    })
}

/// Tous les mots de ces jetons, dans l'ordre ; un `use` n'a que quelques niveaux.
fn tous_les_mots(jetons: &[TokenTree], mots: &mut Vec<String>) {
    for jeton in jetons {
        match jeton {
            TokenTree::Group(groupe) => tous_les_mots(&contenu(groupe), mots),
            jeton => mots.extend(mot(jeton)),
        }
    }
}

fn contient_une_etoile(jeton: &TokenTree) -> bool {
    match jeton {
        TokenTree::Group(groupe) => contenu(groupe).iter().any(contient_une_etoile),
        jeton => est_ponctuation(jeton, '*'),
    }
}

fn contenu(groupe: &Group) -> Vec<TokenTree> {
    groupe.stream().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_main_que_cargo_run_execute_ne_se_dit_pas() {
        for source in [
            "fn main() {}",
            "pub fn main() {}",
            "pub(crate) fn main() {}",
            "pub(crate) use ailleurs::main;\nmod ailleurs;",
            "\u{feff}/// Le serveur.\n#[tokio::main]\nasync fn main() {}",
            "#[tokio::main(flavor = \"current_thread\")]\nasync fn main() -> std::io::Result<()> { Ok(()) }",
            "use tokio::main;\n#[main] async fn main() {}",
            "#[cfg_attr(not(test), tokio::main)] async fn main() {}",
            // Un runtime fait à la main.
            "fn main() { tokio::runtime::Runtime::new().unwrap().block_on(async {}) }",
            "fn main() -> Result<(), Box<dyn std::error::Error>> { Ok(()) }",
            "fn main() -> anyhow::Result<ExitCode> { todo!() }",
            "fn main() -> ! { loop {} }",
            "fn main() -> impl Termination {}",
            "const fn main() {}",
            "fn r#main() {}",
            "const X: [u8; 1] = { [1] };\nstatic Y: u8 = { 2 };\nfn main() {}",
            "mod ailleurs { pub fn main() {} }\nuse ailleurs::main;",
            "mod ailleurs { pub fn partir() {} }\nuse ailleurs::{autre, partir as main};",
            "mod ailleurs { pub fn main() {} }\nuse self::ailleurs::*;",
            "macro_rules! programme { () => { fn main() {} } }\nprogramme!();",
            "#![allow(unused)]\nfn main() {}",
            // Ce qui ne se lit pas, le compilateur le dira.
            "fn main( {",
            "#!/usr/bin/env cargo\nasync fn main() {}",
        ] {
            assert_eq!(defaut(source), None, "{source}");
        }
    }

    #[test]
    fn un_main_que_cargo_run_refuse_se_dit_avec_sa_ligne() {
        for (source, ligne, raison) in [
            ("// rien", None, "il n'y a plus de fonction `main`"),
            ("fn demo() {}\nstruct main {}", None, "il n'y a plus"),
            ("use tokio::main;\nfn f() {}", None, "il n'y a plus"),
            (
                "use tokio::{main, spawn};\nuse std::fmt::*;",
                None,
                "il n'y a plus",
            ),
            (
                "macro_rules! m { () => { fn main() {} } }",
                None,
                "il n'y a plus",
            ),
            (
                "std::thread_local! { static X: u8 = 1; }\nimpl !Send for X {}\nfn f() { dire!(); }",
                None,
                "il n'y a plus",
            ),
            ("impl A { fn main() {} }", None, "il n'y a plus"),
            (
                "mod essai { #[tokio::main] async fn main() {} }",
                None,
                "le module `essai`",
            ),
            ("#[cfg(test)] fn main() {}", None, "que pour les tests"),
            (
                "#[tokio::test] async fn main() {}",
                None,
                "que pour les tests",
            ),
            (
                "\nasync fn main() {}",
                Some(2),
                "il lui manque `#[tokio::main]`",
            ),
            (
                "#[allow(unused)]\n/// Le serveur.\npub async fn main() {}",
                Some(3),
                "`async`",
            ),
            ("fn main(port: u16) {}", Some(1), "des paramètres"),
            ("pub(crate) async fn main() {}", Some(1), "`async`"),
            ("fn main<T>() {}", Some(1), "générique"),
            ("fn main() where u8: Copy {}", Some(1), "générique"),
            ("fn main() -> i32 { 0 }", Some(1), "rend un `i32`"),
            (
                "#[tokio::main] async fn main() -> std::io::Result<String> {}",
                Some(1),
                "un `String`",
            ),
        ] {
            let defaut = defaut(source).unwrap_or_else(|| panic!("{source}"));
            assert_eq!(defaut.ligne, ligne, "{source}");
            assert!(defaut.raison.contains(raison), "{source}\n{defaut:?}");
        }
    }
}
