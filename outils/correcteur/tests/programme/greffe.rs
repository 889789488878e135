//! Greffer une faute sur un socle : ce que chaque sorte d'élément devient, et où mène chaque ligne.

use correcteur::corpus::greffe::{Defaut, Greffee, Noms, Origine, Retrait, Socle, jetons};

const SOCLE: &str = "\
// Le socle.
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

struct Cache<T> {
    carte: Mutex<HashMap<String, Arc<T>>>,
}

impl<T> Cache<T> {
    fn new() -> Self {
        todo!()
    }

    async fn obtenir(&self, cle: &str) -> Arc<T> {
        self.carte.lock().unwrap()[cle].clone()
    }
}

impl<T> Drop for Cache<T> {
    fn drop(&mut self) {}
}

#[cfg(unix)]
fn systeme() -> u8 {
    1
}

#[cfg(windows)]
fn systeme() -> u8 {
    2
}

mod un {
    pub fn aide() -> u8 {
        1
    }
}

mod deux {
    pub fn aide() -> u8 {
        2
    }
}

macro_rules! double {
    ($x:expr) => {
        $x * 2
    };
}

async fn virer(n: u8) -> u8 {
    n
}

fn main() {}
";

fn greffer_avec(source: &str, retraits: &[(&str, usize)]) -> Result<Greffee, Defaut> {
    let retraits: Vec<_> = retraits
        .iter()
        .map(|&(nom, ligne)| Retrait {
            nom: nom.to_owned(),
            ligne,
        })
        .collect();
    Socle::lire(SOCLE).unwrap().greffer(source, &retraits)
}

fn greffer(source: &str) -> Greffee {
    greffer_avec(source, &[]).unwrap_or_else(|defaut| panic!("{defaut}\n{source}"))
}

fn defaut(source: &str, retraits: &[(&str, usize)]) -> Defaut {
    greffer_avec(source, retraits).expect_err(source)
}

/// La réponse entière est le socle où ce texte a pris la place de cet autre.
#[track_caller]
fn remplace(greffee: &Greffee, avant: &str, apres: &str) {
    assert_eq!(SOCLE.matches(avant).count(), 1, "{avant}");
    similaires(&greffee.texte, &SOCLE.replace(avant, apres));
}

/// Ce texte sans sa tête : celle d'une réponse entière est celle de la greffe.
fn sans_tete(texte: &str) -> &str {
    let tete = texte.lines().take_while(|ligne| ligne.starts_with("// "));
    &texte[tete.map(|ligne| ligne.len() + 1).sum()..]
}

#[track_caller]
fn similaires(obtenu: &str, attendu: &str) {
    let (obtenu, attendu) = (sans_tete(obtenu), sans_tete(attendu));
    assert!(
        obtenu == attendu,
        "{}",
        similar::TextDiff::from_lines(attendu, obtenu).unified_diff()
    );
}

#[test]
fn une_fonction_prend_la_place_de_la_sienne() {
    let greffee = greffer("// faute : x\n\nasync fn virer(n: u8) -> u8 {\n    n + 1\n}\n");
    remplace(&greffee, "    n\n}", "    n + 1\n}");
    assert_eq!(greffee.changes, ["virer"]);
    assert!(greffee.texte.starts_with("// faute : x\nuse std"));
}

#[test]
fn une_methode_change_et_les_autres_restent() {
    let source = "impl<T> Cache<T> {\n    fn new() -> Self {\n        panic!()\n    }\n}\n";
    let greffee = greffer(source);
    remplace(&greffee, "todo!()", "panic!()");
    assert_eq!(greffee.changes, ["Cache<T>::new"]);
    let greffee =
        greffer("impl<T> Drop for Cache<T> {\n    fn drop(&mut self) {\n        f()\n    }\n}\n");
    remplace(
        &greffee,
        "fn drop(&mut self) {}",
        "fn drop(&mut self) {\n        f()\n    }",
    );
    assert_eq!(greffee.changes, ["Drop pour Cache<T>::drop"]);
}

#[test]
fn une_methode_inconnue_s_ajoute_a_son_impl_et_un_impl_inconnu_a_la_fin() {
    let source = "impl<T> Cache<T> {\n    fn vider(&self) {}\n}\n\nimpl<T> Clone for Cache<T> {\n    fn clone(&self) -> Self {\n        f()\n    }\n}\n";
    let greffee = greffer(source);
    let impl_ajoute = &source[source.find("impl<T> Clone").unwrap()..];
    let attendu = SOCLE.replace(
        "[cle].clone()\n    }\n",
        "[cle].clone()\n    }\n\n    fn vider(&self) {}\n",
    );
    similaires(&greffee.texte, &format!("{attendu}\n{impl_ajoute}"));
    assert!(greffee.changes.is_empty());
}

#[test]
fn l_entete_d_un_impl_change_avec_ses_generiques() {
    let source = "impl<T: Clone> Cache<T> {\n    fn new() -> Self {\n        panic!()\n    }\n}\n";
    let greffee = greffer(source);
    let attendu = SOCLE
        .replace("impl<T> Cache<T>", "impl<T: Clone> Cache<T>")
        .replace("todo!()", "panic!()");
    similaires(&greffee.texte, &attendu);
}

#[test]
fn un_type_et_ses_generiques_se_remplacent_meme_par_une_autre_sorte_de_type() {
    for nouveau in [
        "struct Cache<T> {\n    carte: Vec<T>,\n}",
        "enum Cache<T> {\n    Vide,\n    Plein(T),\n}",
        "type Cache<T> = Vec<T>;",
    ] {
        let ancien = "struct Cache<T> {\n    carte: Mutex<HashMap<String, Arc<T>>>,\n}";
        remplace(&greffer(&format!("{nouveau}\n")), ancien, nouveau);
    }
}

#[test]
fn attributs_documentation_et_commentaires_viennent_avec_leur_element() {
    let nouveau = "// Pourquoi.\n/// Documentée.\n#[allow(unused)]\n#[inline]\nasync fn virer(n: u8) -> u8 {\n    n\n}";
    let greffee = greffer(&format!("// faute : x\n\n{nouveau}\n"));
    remplace(&greffee, "async fn virer(n: u8) -> u8 {\n    n\n}", nouveau);
}

#[test]
fn une_documentation_seule_ne_change_rien() {
    let source = "\n/// Documentée.\n// et commentée\nasync fn virer(n: u8) -> u8 {\n    n\n}\n";
    let defaut = defaut(source, &[]);
    assert_eq!(defaut.ligne, 2);
    assert!(
        defaut.raison.contains("`virer` est, mot pour mot"),
        "{defaut}"
    );
}

#[test]
fn une_macro_se_remplace_et_un_appel_de_macro_s_ajoute_devant_ce_qui_suit() {
    let nouvelle = "macro_rules! double {\n    ($x:expr) => {\n        $x * 3\n    };\n}";
    remplace(&greffer(&format!("{nouvelle}\n")), "$x * 2", "$x * 3");
    let appel = "thread_local! {\n    static N: u8 = 0;\n}\n\n";
    let source = format!("{appel}async fn virer(n: u8) -> u8 {{\n    N\n}}\n");
    remplace(
        &greffer(&source),
        "async fn virer(n: u8) -> u8 {\n    n",
        &format!("{appel}async fn virer(n: u8) -> u8 {{\n    N"),
    );
}

#[test]
fn un_element_sous_cfg_ne_remplace_que_le_sien() {
    let greffee = greffer("#[cfg(unix)]\nfn systeme() -> u8 {\n    3\n}\n");
    remplace(
        &greffee,
        "#[cfg(unix)]\nfn systeme() -> u8 {\n    1",
        "#[cfg(unix)]\nfn systeme() -> u8 {\n    3",
    );
    let defaut = defaut("\nfn systeme() -> u8 {\n    3\n}\n", &[]);
    assert_eq!(defaut.ligne, 2);
    assert!(defaut.raison.contains("// retire : systeme"), "{defaut}");
}

#[test]
fn deux_elements_d_un_meme_nom_dans_deux_modules_ne_se_confondent_pas() {
    let greffee = greffer("mod deux {\n    pub fn aide() -> u8 {\n        3\n    }\n}\n");
    remplace(&greffee, "        2\n", "        3\n");
    assert_eq!(greffee.changes, ["deux::aide"]);
    let greffee = greffer("fn aide() -> u8 {\n    4\n}\n");
    similaires(
        &greffee.texte,
        &format!("{SOCLE}\nfn aide() -> u8 {{\n    4\n}}\n"),
    );
}

#[test]
fn de_deux_impl_d_un_meme_type_c_est_celui_de_la_methode_qui_change() {
    let socle = "impl A {\n    fn un() {}\n}\n\nimpl A {\n    #[cfg(unix)]\n    fn deux() {}\n\n    #[cfg(windows)]\n    fn deux() {}\n}\n";
    let greffe = "impl A {\n    #[cfg(windows)]\n    fn deux() {\n        f()\n    }\n\n    fn trois() {}\n}\n";
    let greffee = Socle::lire(socle).unwrap().greffer(greffe, &[]).unwrap();
    let attendu = socle.replace(
        "#[cfg(windows)]\n    fn deux() {}\n",
        "#[cfg(windows)]\n    fn deux() {\n        f()\n    }\n\n    fn trois() {}\n",
    );
    similaires(&greffee.texte, &attendu);
    assert_eq!(greffee.changes, ["A::deux"]);
}

#[test]
fn les_use_s_unissent_et_celui_de_la_greffe_l_emporte() {
    let source = "use std::sync::{Arc, Condvar};\nuse tokio::sync::Mutex;\n";
    remplace(
        &greffer(source),
        "use std::sync::{Arc, Mutex};\n",
        "use std::sync::Arc;\nuse std::sync::Condvar;\nuse tokio::sync::Mutex;\n",
    );
    let source = "use std::io::{self, Read as _, prelude::*};\nuse ::std::fmt as mise_en_forme;\n";
    remplace(
        &greffer(source),
        "use std::sync::{Arc, Mutex};\n",
        "use std::sync::{Arc, Mutex};\nuse std::io;\nuse std::io::Read as _;\nuse std::io::prelude::*;\nuse ::std::fmt as mise_en_forme;\n",
    );
}

#[test]
fn les_use_d_un_module_restent_dans_ce_module() {
    let greffee = greffer("mod deux {\n    use std::fmt;\n}\n");
    remplace(&greffee, "mod deux {\n", "mod deux {\n    use std::fmt;\n");
}

#[test]
fn la_tete_retire_une_fonction_une_methode_un_impl_un_use() {
    let retirer = |nom| greffer_avec("", &[(nom, 1)]).unwrap();
    remplace(
        &retirer("virer"),
        "async fn virer(n: u8) -> u8 {\n    n\n}\n\n",
        "",
    );
    assert_eq!(retirer("virer").changes, ["virer"]);
    remplace(
        &retirer("Cache<T>::new"),
        "    fn new() -> Self {\n        todo!()\n    }\n\n",
        "",
    );
    remplace(
        &retirer("impl Drop pour Cache<T>"),
        "impl<T> Drop for Cache<T> {\n    fn drop(&mut self) {}\n}\n\n",
        "",
    );
    remplace(
        &retirer("use std::sync::Mutex"),
        "use std::sync::{Arc, Mutex};",
        "use std::sync::Arc;",
    );
    remplace(
        &retirer("deux::aide"),
        "    pub fn aide() -> u8 {\n        2\n    }\n",
        "",
    );
    let sans_systeme = retirer("systeme").texte;
    assert!(!sans_systeme.contains("fn systeme"), "{sans_systeme}");
}

#[test]
fn retirer_permet_de_redonner_autrement() {
    let source = "// retire : systeme\n\nfn systeme() -> u8 {\n    3\n}\n";
    let greffee = greffer_avec(source, &[("systeme", 1)]).unwrap();
    assert_eq!(greffee.texte.matches("fn systeme").count(), 1);
}

#[test]
fn retirer_ce_qui_n_existe_pas_est_un_defaut_sur_la_ligne_qui_le_dit() {
    for nom in ["vire", "use std::sync", "impl Cache", "thread_local!"] {
        let defaut = defaut("// faute : x\n", &[("virer", 2), (nom, 3)]);
        assert_eq!(defaut.ligne, 3, "{nom}");
        assert!(defaut.raison.contains(nom), "{defaut}");
    }
}

#[test]
fn une_greffe_qui_ne_change_rien_est_un_defaut() {
    for source in [
        "// faute : x\n",
        "use std::sync::Arc;\n",
        "impl<T> Cache<T> {}\n",
    ] {
        let raison = defaut(source, &[]).raison;
        assert!(
            raison.contains("ne change rien") || raison.contains("mot pour mot"),
            "{raison}"
        );
    }
}

#[test]
fn ce_qui_ne_s_analyse_pas_a_sa_ligne() {
    let defaut = defaut("// faute : x\n\nfn virer( {\n}\n", &[]);
    assert_eq!(defaut.ligne, 3);
    assert!(defaut.raison.contains("pas du Rust"), "{defaut}");
    let defaut = Socle::lire("fn a() {} fn b() {}\n").unwrap_err();
    assert_eq!(defaut.ligne, 1);
    assert!(defaut.raison.contains("rustfmt"), "{defaut}");
}

#[test]
fn les_fins_de_ligne_de_windows_et_la_marque_d_ordre_n_y_changent_rien() {
    let source = "// faute : x\n\nasync fn virer(n: u8) -> u8 {\n    n + 1\n}\n";
    let crlf = |texte: &str| format!("\u{feff}{}", texte.replace('\n', "\r\n"));
    let attendue = greffer(source);
    let greffee = Socle::lire(&crlf(SOCLE))
        .unwrap()
        .greffer(&crlf(source), &[])
        .unwrap();
    assert_eq!(greffee.texte, attendue.texte);
    assert_eq!(greffee.origines, attendue.origines);
}

#[test]
fn une_ligne_vide_dans_une_chaine_reste() {
    let source = "async fn virer(n: u8) -> u8 {\n    \"a\n\n\nb\".len() as u8\n}\n";
    assert!(greffer(source).texte.contains("\"a\n\n\nb\""));
}

#[test]
fn chaque_ligne_mene_au_fichier_dont_elle_vient() {
    let source = "// faute : x\n\nuse std::fmt;\n\nasync fn virer(n: u8) -> u8 {\n    n + 1\n}\n";
    let greffee = greffer(source);
    for (ligne, texte) in (1..).zip(greffee.texte.lines()) {
        let origine = greffee.origines.de_la_ligne(ligne).unwrap();
        let (fichier, numero) = match origine {
            Origine::Socle(numero) => (SOCLE, numero),
            Origine::Greffe(numero) => (source, numero),
        };
        assert_eq!(fichier.lines().nth(numero - 1), Some(texte), "{origine:?}");
    }
    let de_la_greffe = |texte: &str| {
        let ligne = greffee.texte.lines().position(|l| l == texte).unwrap() + 1;
        greffee.origines.de_la_ligne(ligne)
    };
    assert_eq!(de_la_greffe("use std::fmt;"), Some(Origine::Greffe(3)));
    assert_eq!(de_la_greffe("    n + 1"), Some(Origine::Greffe(6)));
    assert_eq!(de_la_greffe("        todo!()"), Some(Origine::Socle(11)));
}

#[test]
fn un_message_designe_le_fichier_et_la_ligne_qu_on_a_ecrits() {
    let source = "// faute : x\n\nasync fn virer(n: u8) -> u8 {\n    n + nul\n}\n";
    let greffee = greffer(source);
    let ligne = |texte: &str| greffee.texte.lines().position(|l| l == texte).unwrap() + 1;
    let (nul, obtenir, etape) = (
        ligne("    n + nul"),
        ligne("        todo!()"),
        "exo99/tests/etapes.rs",
    );
    let message = format!(
        "error[E0425]: cannot find value `nul`\n  --> exo99/src/main.rs:{nul}:9\n   |\n{obtenir} |         todo!()\n   | ---- là\n...\n{nul} |     n + nul\n   |         ^^^\n  ::: exo99/src/main.rs:{obtenir}:9\n   |\n{obtenir} |         todo!()\n  ::: {etape}:7:1\n   |\n7  | essai();\n"
    );
    let situe = greffee.origines.situer(
        &message,
        Noms {
            entiere: "exo99/src/main.rs",
            socle: "socle.rs",
            greffe: "f.rs",
        },
    );
    assert_eq!(
        situe,
        format!(
            "error[E0425]: cannot find value `nul`\n  --> f.rs:4:9\n   |\n   |         todo!()\n   | ---- là\n...\n4  |     n + nul\n   |         ^^^\n  ::: socle.rs:11:9\n   |\n11 |         todo!()\n  ::: {etape}:7:1\n   |\n7  | essai();\n"
        )
    );
}

#[test]
fn les_jetons_ne_voient_ni_commentaires_ni_documentation_ni_mise_en_page() {
    assert_eq!(
        jetons("/// Dit.\nfn f(a:u8) { // oui\n a && b }"),
        jetons("fn f(a: u8) {\n    a && b\n}")
    );
    assert_ne!(jetons("a && b"), jetons("a & &b"));
    assert_eq!(jetons("fn ("), None);
}
