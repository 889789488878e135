//! Les règles de lecture : tout ce que le cours contient les respecte, et ce qu'elles interdisent se voit
//! sous toutes ses écritures.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use correcteur::corpus::Corpus;
use correcteur::regles::{
    Consequence, Infraction, Motif, REGLE_ILLISIBLE, REGLES, TYPES_COMPARES, est_lisible, examiner,
};

use crate::commun::{cours, racine};

/// Énoncés, solutions et corpus : chaque réponse entière, et le fichier d'où elle vient.
fn tout_le_cours() -> Vec<(PathBuf, String)> {
    let cours = cours();
    let mut textes = Vec::new();
    for exercice in &cours.exercices {
        for fichier in [exercice.enonce(), cours.solution(exercice)] {
            textes.push((fichier.clone(), std::fs::read_to_string(fichier).unwrap()));
        }
        let corpus = Corpus::lire_sans_anomalie(&cours, exercice).unwrap();
        let reponses = corpus.justes.into_iter().chain(corpus.fausses);
        textes.extend(reponses.map(|reponse| (reponse.fichier, reponse.texte)));
    }
    textes
}

fn enonces() -> impl Iterator<Item = PathBuf> {
    (29..=36).map(|n| racine().join(format!("exo{n}/src/main.rs")))
}

fn refus(source: &str) -> Vec<Infraction> {
    let mut infractions = examiner(source);
    infractions.retain(|infraction| infraction.consequence == Consequence::Refusee);
    infractions
}

/// Les règles enfreintes, refus et signalements.
fn regles(source: &str) -> Vec<String> {
    let mut regles: Vec<_> = examiner(source)
        .into_iter()
        .map(|infraction| infraction.regle)
        .collect();
    regles.dedup();
    regles
}

/// Le corps d'une étape, à la ligne 4.
fn etape(corps: &str) -> String {
    format!(
        "use tokio::time::sleep;\n\nasync fn faire_une_pause(duree: Duration) {{\n    {corps}\n}}\n"
    )
}

/// Chaque source enfreint cette règle, sur cette ligne.
fn chacune_enfreint<'a>(regle: &str, ligne: usize, sources: impl IntoIterator<Item = &'a str>) {
    for source in sources {
        let infractions = examiner(source);
        assert!(
            infractions
                .iter()
                .any(|infraction| infraction.regle == regle && infraction.ligne == ligne),
            "{regle}, ligne {ligne} : {infractions:#?}\n{source}"
        );
    }
}

/// Chaque corps d'étape enfreint cette règle, à sa ligne.
fn chaque_corps_enfreint<'a>(regle: &str, corps: impl IntoIterator<Item = &'a str>) {
    for corps in corps {
        chacune_enfreint(regle, 4, [etape(corps).as_str()]);
    }
}

#[test]
fn rien_du_cours_n_est_refuse() {
    let textes = tout_le_cours();
    assert!(textes.len() > 300, "{} textes", textes.len());
    for (fichier, source) in textes {
        assert!(est_lisible(&source), "{}", fichier.display());
        let refus = refus(&source);
        assert!(refus.is_empty(), "{} : {refus:#?}", fichier.display());
    }
}

/// Un énoncé ou une solution qui serait signalé ferait perdre du temps à tous les enseignants.
#[test]
fn enonces_et_solutions_ne_sont_pas_meme_signales() {
    for n in 29..=36 {
        for fichier in [
            racine().join(format!("exo{n}/src/main.rs")),
            racine().join(format!("solutions/exo{n}/src/main.rs")),
        ] {
            let infractions = examiner(&std::fs::read_to_string(&fichier).unwrap());
            assert!(
                infractions.is_empty(),
                "{} : {infractions:#?}",
                fichier.display()
            );
        }
    }
}

#[test]
fn chaque_regle_a_un_nom_a_elle_et_une_raison_francaise() {
    let mut noms: Vec<_> = REGLES.iter().map(|regle| regle.nom).collect();
    noms.push(REGLE_ILLISIBLE.nom);
    let total = noms.len();
    noms.sort_unstable();
    noms.dedup();
    assert_eq!(noms.len(), total);
    for regle in REGLES {
        assert!(!regle.motifs.is_empty(), "{}", regle.nom);
        assert!(
            regle.raison.len() > 30 && !regle.raison.ends_with('.'),
            "{}",
            regle.nom
        );
        assert!(
            regle
                .nom
                .bytes()
                .all(|c| c.is_ascii_lowercase() || c == b'_'),
            "{}",
            regle.nom
        );
    }
}

#[test]
fn ce_dont_un_exercice_a_besoin_est_permis() {
    let source = r#"
        use std::process::{self, ExitCode};
        use std::{env, io::{self, Write}};

        /// Écrit dans un fichier voisin, puis le renomme. Voir /proc/self et `std::process::exit`.
        async fn remplacer(chemin: &Path) -> io::Result<()> {
            static NUMERO: AtomicU64 = AtomicU64::new(0);
            let nom = format!("{}-{}", process::id(), NUMERO.fetch_add(1, Ordering::Relaxed));
            let dossier = env::temp_dir().join(nom);
            tokio::fs::write("/dev/null", b"x").await?;
            io::stdout().flush()?;
            let process = 3;
            let env = process != 4 && dossier.exists();
            dossier.file_name().map(|exit| exit.len()).unwrap_or(0..process);
            std::panic::catch_unwind(|| ()).map_err(|charge| std::panic::resume_unwind(charge));
            Err(io::Error::other(format!("{:?}", std::thread::current().id())))
        }

        #[derive(Debug, thiserror::Error)]
        enum Erreur {
            #[error("« {} » ne se lit pas", path.display())]
            Lecture { path: PathBuf, source: io::Error },
        }

        fn capture<'a>(texte: &'a str) -> impl Future<Output = usize> + use<'a> {
            async move { texte.len() }
        }

        #[cfg(test)]
        mod tests {
            use super::*;
            #[tokio::test(start_paused = true)]
            async fn un_essai() { assert_eq!(capture("GET /developpeurs HTTP/1.1").await, 26); }
        }

        #[tokio::main]
        async fn main() -> ExitCode {
            let banc = std::env::args().nth(1);
            println!("{}", std::process::id());
            tokio::signal::ctrl_c().await.unwrap();
            ExitCode::from(2)
        }
    "#;
    assert_eq!(examiner(source), []);
}

#[test]
fn un_fichier_que_rustc_refusera_n_enfreint_rien() {
    for source in [
        "fn main() {",
        "fn main() { \"",
        "fn main() ) std::process::exit(0)",
        "«",
    ] {
        assert_eq!(examiner(source), [], "{source}");
        assert!(!est_lisible(source), "{source}");
    }
    // Le compilateur saute une première ligne comme celles-ci, quoi qu'elle contienne.
    for shebang in ["#!/bin/sh \"", "\u{feff}#!/bin/sh r\""] {
        let source = format!("{shebang}\nfn f() {{ std::process::exit(0) }} // \"");
        assert!(est_lisible(&source));
        chacune_enfreint("sortie", 2, [source.as_str()]);
    }
    // Ce que rustc refuserait plus tard se lit quand même.
    assert!(est_lisible("fn fn main ="));
    assert_eq!(regles("fn fn main = std::process::exit(0)"), ["sortie"]);
}

#[test]
fn sortir_se_voit_sous_toutes_ses_ecritures() {
    chaque_corps_enfreint(
        "sortie",
        [
            "std::process::exit(0);",
            "::std::process::exit(0);",
            "return ::std::process::exit(0);",
            "std :: process /* ici */ :: exit (0);",
            "r#std::r#process::r#exit(0);",
            "std::process::<>::exit(0);",
            "(std::process::exit)(0);",
            "let f: fn(i32) -> ! = std::process::exit; f(0);",
            "[0].map(std::process::exit);",
            "use std::process::exit; exit(0);",
            "use std::process::exit as sleep; sleep(0);",
            "use std::{process::{exit as e}}; e(0);",
            "use std::process::*; exit(0);",
            "use std::process as p; p::exit(0);",
            "use std::{process::{self as p}}; p::exit(0);",
            "use std as s; s::process::exit(0);",
            "use {std as s}; use s::process as p; p::exit(0);",
            "use std::*; process::exit(0);",
            "extern crate std as s; s::process::exit(0);",
            "mod m { pub use std::process as p; } m::p::exit(0);",
            "mod m { pub use std::*; } m::process::exit(0);",
            "mod m { pub use std::process; } use m::*; process::exit(0);",
            "let x = 0..std::process::exit(0);",
            "std::process::abort();",
            "println!(\"{}\", std::process::exit(0));",
            "tokio::select! { _ = sleep(duree) => std::process::exit(0) }",
            "m!(x ::std::process::exit(0));",
            "m!(. std::process::exit(0));",
            "m!(use std::process::exit(0););",
            "m!(use a as b std::process::exit(0););",
            "m!(use {a} std::process::exit(0););",
            "macro_rules! m { () => { std::process::exit(0) } } m!();",
            "macro_rules! m { ($x:ident) => { std::process::$x(0) } } m!(exit);",
            "macro_rules! m { ($a:ident $b:ident $c:ident) => { $a::$b::$c(0) } } m!(std process exit);",
            "macro_rules! m { ($($x:ident)*) => { $($x)::* (0) } } m!(std process exit);",
            "macro_rules! m { ($($x:tt)*) => { $($x)* (0) } } m!(std::process:: exit);",
            "macro_rules! m { ($x:ident) => { use std::process::$x as f; f(0) } } m!(exit);",
            "macro_rules! m { ($($x:ident)*) => { use $($x::)* exit as f; f(0) } } m!(std process);",
        ],
    );
}

#[test]
fn un_alias_ecrit_apres_ou_ailleurs_est_suivi() {
    chacune_enfreint(
        "sortie",
        1,
        ["fn f() { p::exit(0) }\nuse q as p;\nuse r as q;\nuse std::process as r;\n"],
    );
}

#[test]
fn lancer_un_programme_se_voit() {
    chaque_corps_enfreint(
        "processus",
        [
            "std::process::Command::new(\"sh\").spawn();",
            "use std::process::Command as C; C::new(\"sh\").spawn();",
            "let _ = <std::process::Command>::new(\"sh\");",
            "tokio::process::Command::new(\"sh\").spawn();",
            "use tokio::process; process::Command::new(\"sh\").spawn();",
            "use std::os::unix::process::CommandExt;",
            "use std::os::unix as u; use u::process::CommandExt as _;",
        ],
    );
}

#[test]
fn inclure_un_fichier_se_voit() {
    chaque_corps_enfreint(
        "fichier_inclus",
        [
            "include!(\"/x/main.rs\");",
            "let _ = include_str!(\"/etc/passwd\");",
            "let _ = std::include_bytes!(\"/etc/passwd\");",
            "use std::include_str as i; i!(\"x\");",
            "use core::prelude::v1::include as i; i!(\"x\");",
            "use std::*; include_str!(\"x\");",
            "println!(\"{}\", include_str!(\"x\"));",
            "macro_rules! m { ($i:ident) => { $i!(\"x\") } } m!(include_str);",
            "#[doc = include_str!(\"x\")] fn f() {}",
            "#[path = \"/x/main.rs\"] mod copie;",
            "#[cfg_attr(all(), path = \"/x/main.rs\")] mod copie;",
            "mod copie;",
            "macro_rules! m { ($n:ident) => { mod $n; } } m!(copie);",
            "macro_rules! m { ($n:ident) => { mod r#copie; } } m!(copie);",
        ],
    );
}

#[test]
fn l_environnement_se_voit() {
    chaque_corps_enfreint(
        "environnement_de_compilation",
        [
            "let _ = env!(\"HOME\");",
            "let _ = option_env!(\"HOME\");",
            "use std::env as e; let _ = e!(\"HOME\");",
            "let _ = std::prelude::v1::env!(\"HOME\");",
            "let _ = concat!(\"a\", env!(\"HOME\"));",
        ],
    );
    chaque_corps_enfreint(
        "environnement",
        [
            "for _ in std::env::vars() {}",
            "use std::env::*; for _ in vars() {}",
            "use std::env; let _ = env::current_exe();",
        ],
    );
    chaque_corps_enfreint(
        "variable_d_environnement",
        ["let _ = std::env::var(\"HOME\");"],
    );
    chaque_corps_enfreint(
        "arguments",
        [
            "let _ = std::env::args().nth(2);",
            "use std::env; let _ = env::args_os();",
        ],
    );
    assert_eq!(regles("fn main() { let _ = std::env::args(); }"), [""; 0]);
    chaque_corps_enfreint(
        "conduite_de_test",
        [
            "if cfg!(test) {}",
            "if cfg!(not(test)) {}",
            "#[cfg(all(unix, not(test)))] fn f() {}",
        ],
    );
    assert_eq!(
        regles("#[cfg(test)] mod tests {}\nfn f() { cfg!(unix); }"),
        [""; 0]
    );
}

#[test]
fn unsafe_et_l_edition_de_liens_se_voient() {
    chaque_corps_enfreint(
        "unsafe",
        [
            "unsafe { x() }",
            "macro_rules! m { () => { unsafe { x() } } }",
            "#[unsafe(no_mangle)] fn f() {}",
        ],
    );
    chaque_corps_enfreint(
        "edition_de_liens",
        [
            "#[link_section = \".init_array\"] static X: extern fn() = f;",
            "#[cfg_attr(all(), unsafe(link_section = \".init_array\"))] static X: u8 = 0;",
            "#[unsafe(export_name = \"write\")] fn f() {}",
            "unsafe extern \"C\" { fn exit(code: i32); }",
            "extern \"C\" fn f() {}",
            "#[global_allocator] static A: X = X;",
            "#[ctor::ctor] fn f() {}",
            "core::arch::asm!(\"nop\");",
            "use std::arch::global_asm as g; g!(\"nop\");",
            "macro_rules! m { ($a:meta) => { #[$a] static X: u8 = 0; } } m!(link_section = \"x\");",
        ],
    );
    // Un nom brut n'est pas le mot-clé, et `extern crate` ne lie rien.
    assert_eq!(regles("fn r#unsafe() {}\nextern crate tokio;"), [""; 0]);
}

#[test]
fn les_fichiers_du_systeme_se_voient() {
    chaque_corps_enfreint(
        "fichier_du_systeme",
        [
            "std::fs::read(\"/proc/self/environ\");",
            "std::fs::read(\"/proc\");",
            "std::fs::read(\"\\x2fproc/self/mem\");",
            "std::fs::read(r\"/sys/kernel\");",
            "std::fs::read(b\"/dev/mem\");",
            "std::fs::read(\"../../../proc/self/mem\");",
            "std::fs::read(format!(\"/proc/{}/mem\", 1));",
            "std::fs::read(concat!(\"/pr\", \"oc/self\"));",
            "std::fs::read(concat!('/', concat!(\"pr\", \"oc\"), \"/self\"));",
            "std::fs::read(\"/dev/null/../../proc/self\");",
        ],
    );
    chaque_corps_enfreint(
        "fichier_d_ailleurs",
        [
            "let _ = Path::new(\"/\").join(\"proc\").join(\"self/mem\");",
            "std::fs::read_dir(\"/tmp/copies\");",
            "std::fs::read_dir(\"/tmp\");",
            "std::fs::remove_dir_all(\"/home/alice\");",
            "std::fs::read(format!(\"/Users/{nom}/.ssh\"));",
            "std::fs::read(\"C:\\\\Windows\\\\win.ini\");",
            "std::fs::read(r\"D:\\copies\");",
            "std::fs::read(\"C:/Windows\");",
        ],
    );
    for permis in [
        "/dev/null",
        "/developpeurs",
        "/process",
        "approche/proc",
        "/api/device",
        "/tmpfs",
        "/homepage",
        "provisoire.tmp",
        "notes/tmp",
        "a/tmp/b",
        "GET /users/1 HTTP/1.1",
        "http://127.0.0.1:8080/",
        "a : b/c",
    ] {
        let source = etape(&format!("ouvrir({permis:?});"));
        assert_eq!(regles(&source), [""; 0], "{permis}");
    }
}

#[test]
fn le_banc_et_les_noms_des_tests_se_voient() {
    chaque_corps_enfreint(
        "banc_d_essai",
        [
            "::banc::surveiller(|| {});",
            "banc::acte::VARIABLE;",
            "use banc as b; b::surveiller(|| {});",
            "use ::banc::*; surveiller(|| {});",
            "extern crate banc as b;",
            "mod banc {}",
            "macro_rules! m { ($a:ident $b:ident) => { $a::$b(|| {}) } } m!(banc surveiller);",
        ],
    );
    chacune_enfreint(
        "module_des_tests",
        1,
        ["mod etape1 { }", "pub(crate) mod r#commun_aux_etapes {}"],
    );
    assert_eq!(
        regles("mod outils { mod etape1 {} }\nfn etape1() {}"),
        [""; 0]
    );
}

#[test]
fn crochets_descripteurs_et_entree_standard_se_voient() {
    chaque_corps_enfreint(
        "crochet_de_panique",
        [
            "std::panic::set_hook(Box::new(|_| {}));",
            "use std::panic; panic::take_hook();",
            "core::panic::set_hook(f);",
        ],
    );
    chaque_corps_enfreint(
        "descripteurs",
        [
            "use std::os::fd::AsFd;",
            "use std::os::unix::io::*;",
            "use std::os::{fd::FromRawFd as _};",
        ],
    );
    chaque_corps_enfreint(
        "entree_standard",
        [
            "std::io::stdin().read_line(&mut s);",
            "use std::io; io::read_to_string(io::stdin());",
            "use tokio::io::{AsyncReadExt, stdin}; stdin();",
            "use std::io::*; stdin().lock();",
        ],
    );
    // Une étoile n'accuse que ce qui est nommé.
    assert_eq!(
        regles("use std::io::*;\nuse tokio::io::*;\nfn f() { stdout() }"),
        [""; 0]
    );
}

#[test]
fn les_bombes_et_les_caches_se_signalent() {
    chaque_corps_enfreint(
        "calcul_sans_fin_a_la_compilation",
        [
            "#[allow(long_running_const_eval)] const _: () = loop {};",
            "#[cfg_attr(all(), expect(long_running_const_eval))] const _: () = loop {};",
        ],
    );
    chacune_enfreint(
        "bibliotheque_renommee",
        1,
        [
            "extern crate self as std;",
            "pub extern crate tokio as banc_d_essai;",
            "macro_rules! m { ($n:ident) => { extern crate self as $n; } } m!(std);",
        ],
    );
    assert_eq!(regles("extern crate tokio;\nextern crate alloc;"), [""; 0]);
    chaque_corps_enfreint(
        "nom_masque",
        [
            "macro_rules! assert_eq { ($($t:tt)*) => {} }",
            "macro_rules! exiger { ($($t:tt)*) => {} }",
            "mod tokio { }",
            "use faux as std;",
        ],
    );
    chaque_corps_enfreint(
        "caractere_invisible",
        [
            "// a\u{200b}b",
            "let _ = \"a\u{2060}\";",
            "// \u{ad}",
            "// \u{e0041}",
        ],
    );
    chaque_corps_enfreint(
        "lettre_trompeuse",
        [
            "let \u{430} = 1;",
            "fn \u{441}ourse() {}",
            "let \u{3bf} = 1;",
        ],
    );
    assert_eq!(
        regles("\u{feff}// été, Москва, α\nfn été() -> &'static str { \"Москва α\" }"),
        [""; 0]
    );
    chaque_corps_enfreint(
        "conduite_de_test",
        [
            "let nom = std::thread::current().name();",
            "use std::thread; let ici = thread::current(); ici.name();",
            "#[cfg(test)] let vite = true;",
            "#[cfg(test)] { return; }",
            "match 1 { #[cfg(test)] 1 => {} _ => {} }",
            "let ou = std::panic::Location::caller();",
            "#[track_caller] fn f() {}",
            "let dossier = std::env::current_dir();",
        ],
    );
    assert_eq!(
        regles(
            "#[cfg(test)]\nmod tests {\n#[cfg(test)] use super::f; #[cfg(test)] #[derive(Debug)] struct S; }\n#[cfg(test)] fn f() {}"
        ),
        [""; 0]
    );
    chaque_corps_enfreint(
        "horloge",
        ["macro_rules! m { ($($x:tt)*) => { tokio::time::$($x)* } } m!(advance(duree));"],
    );
    chaque_corps_enfreint(
        "calcul_sans_fin_a_la_compilation",
        ["#[allow(r#long_running_const_eval)] const _: () = loop {};"],
    );
    chaque_corps_enfreint(
        "trait_sur_un_type_d_ailleurs",
        [
            "trait T { fn is_none(self) -> bool; } impl<U> T for Option<U> { fn is_none(self) -> bool { true } }",
            "trait T {} impl<U> T for U {}",
            "trait T {} impl T for &'static [u8] {}",
            "trait T {} type O = Option<u8>; impl T for O {}",
            "mod m { pub trait T<A> {} } impl m::T<u8> for std::time::Duration {}",
        ],
    );
    assert_eq!(
        regles(
            "trait T {}\nstruct S<A>(A);\nimpl<A> T for S<A> where A: Fn() -> u8 {}\nimpl Future for S<u8> {}\nfn f() -> impl T { S(1) }"
        ),
        [""; 0]
    );
    chaque_corps_enfreint(
        "egalite_ecrite_a_la_main",
        [
            "impl PartialEq for Gagnant { fn eq(&self, _: &Self) -> bool { true } }",
            "impl<T> std::cmp::PartialEq<T> for Config where T: Copy { fn eq(&self, _: &T) -> bool { true } }",
            "use std::cmp::PartialEq as P; impl P for Gagnant { fn eq(&self, _: &Self) -> bool { true } }",
            "macro_rules! m { ($t:ident) => { impl $t for Gagnant {} } } m!(PartialEq);",
            "type G = Gagnant; mod m { struct G; } impl PartialEq for G { fn eq(&self, _: &Self) -> bool { true } }",
            "use Gagnant as G; mod m { struct G; } impl PartialEq for G { fn eq(&self, _: &Self) -> bool { true } }",
            "macro_rules! m { ($t:ident) => { impl PartialEq for $t {} } } m!(Gagnant);",
            "impl PartialEq for Tout where Tout: Sized { fn eq(&self, _: &Self) -> bool { true } }",
        ],
    );
    let a_elle = "struct Cle(u8);\nimpl PartialEq for Cle { fn eq(&self, autre: &Self) -> bool { self.0 == autre.0 } }";
    assert_eq!(regles(a_elle), [""; 0]);
    chaque_corps_enfreint("horloge", ["tokio::time::advance(duree).await;"]);
    chaque_corps_enfreint(
        "reseau",
        [
            "tokio::net::TcpStream::connect(x).await;",
            "use std::net::TcpStream;",
        ],
    );
    chaque_corps_enfreint("sens_de_lecture", ["// \u{202e} tiaf tse tuot"]);
    chaque_corps_enfreint(
        "fichier_d_ailleurs",
        ["std::fs::write(\"../../voisine/main.rs\", b\"\");"],
    );
}

#[test]
fn les_durees_de_vie_qui_trompent_le_compilateur_se_signalent() {
    chacune_enfreint(
        "duree_de_vie",
        1,
        [
            "static UNIT: &'static &'static () = &&();",
            "fn f<'a, 'b, T: ?Sized>(_: &'a &'b (), v: &'b T) -> &'a T { v }",
            "fn f<'a, 'b, T>(_: &'a mut &'b mut (), v: &'b T) -> &'a T { v }",
            "fn f<'a, 'b, T>(_: &'a &'b T, v: &'b T, sortie: &mut Option<&'a T>) {}",
            "fn f<'a, 'b, T>(v: &'b T, _: &'a Vec<&'b ()>) -> Rendu<'a, T> { v }",
            "fn f<'a, 'b, T>(_: Preuve<'a, 'b>, v: &'b T) -> &'a T { v }",
            "fn f<'a, 'b, T>((_, v): (Preuve<'a, 'b>, &'b T)) -> &'a T { v }",
            "fn f<'a, 'b, T>(_: <Preuve<'a, 'b> as Meme>::Type, v: &'b T) -> &'a T { v }",
            "fn g() { let f: for<'a, 'b> fn(&'a &'b (), &'b str) -> &'a str = h; }",
            "fn g(f: impl for<'a, 'b> Fn(Preuve<'a, 'b>, &'b str) -> &'a str) {}",
            "type F<T> = for<'a, 'b> fn(Preuve<'a, 'b>, &'b T) -> &'a T;",
            "struct Preuve<'a, 'b>(&'a &'b ());",
            "struct Preuve<'a, 'b: 'a>(std::marker::PhantomData<(&'a (), &'b ())>);",
            "struct Preuve<'a, 'b>(Lien<'a, 'b>) where 'b: 'a;",
            "struct Preuve<'a, 'b, T> { lien: &'a Option<&'b ()>, valeur: &'b T }",
            "trait Allonge<'a, 'b: 'a, T> { fn f(v: &'b T) -> &'a T; }",
            "trait Allonge<'a, 'b> { fn f(_: &'a &'b (), v: &'b str) -> &'a str; }",
            "impl<'a, 'b> Preuve<'a, 'b> { fn f<T>(self, v: &'b T) -> &'a T { v } }",
            "impl<'a, 'b, T> Allonge<T> for P<'a, 'b> { fn f(_: Self, v: &'b T) -> &'a T { v } }",
            "macro_rules! m { ($a:lifetime, $b:lifetime) => {} }",
            "macro_rules! m { ($a:tt $b:tt) => { fn f(_: &$a &$b (), v: &$b str) -> &$a str { v } } }",
        ],
    );
    for honnete in [
        "fn f(mots: &&str) -> usize { mots.len() }",
        "fn f<'a>(mots: &'a [&'a str]) -> &'a str { mots[0] }",
        "fn f<'a>(un: &'a str, autre: &'a str) -> &'a str { un }",
        "fn f<'a, 'b>(un: &'a str, _: &'b str) -> &'a str { un }",
        "fn f<'a, 'b>(source: &'a Lecteur<'b>) -> &'a str { source.nom }",
        "fn f<'a, 'b>(source: &'a Lecteur<'b>) -> Mots<'a, 'b> { source.mots() }",
        "fn f<'a, 'b>(mots: &'a mut Vec<&'b str>, mot: &'b str) { mots.push(mot); }",
        "fn f<'a>(nom: &'a str) -> impl Future<Output = String> + 'a { async { nom.into() } }",
        "fn f<'a>(futur: Pin<&'a mut (dyn Future<Output = u32> + 'a)>) {}",
        "struct Lecteur<'a> { source: &'a str, mots: Vec<&'a str> }",
        "struct Paire<'a, 'b> { un: &'a str, autre: &'b str }",
        "struct Garde<'a, T: 'a>(&'a T);",
        "impl<'a> Future for Lecture<'a> { type Output = &'a str; \
         fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<&'a str> { Poll::Pending } }",
        "fn g() { let f = |a: &str, b: &&str| a == *b && a & b; 'dehors: loop { break 'dehors; } }",
        "fn g() { let f: for<'a> fn(&'a str) -> &'a str = h; }",
    ] {
        assert_eq!(regles(honnete), [""; 0], "{honnete}");
    }
}

#[test]
fn une_infraction_dit_sa_ligne_et_ne_se_repete_pas() {
    let ligne = "    std::process::exit(0); std::process::exit(1);\n";
    let source = format!("fn f() {{\n{}}}\n", ligne.repeat(50));
    let infractions = examiner(&source);
    let lignes: Vec<_> = infractions
        .iter()
        .map(|infraction| infraction.ligne)
        .collect();
    assert_eq!(lignes, [2, 3, 4, 5, 6]);
    let infraction = &infractions[0];
    assert_eq!(
        (infraction.regle.as_str(), infraction.consequence),
        ("sortie", Consequence::Refusee)
    );
    assert!(infraction.raison.contains("arrête aussi le test"));
}

/// Des `use` qui donnent au nom `x` chacun des chemins que les règles citent, et leurs étoiles.
fn cent_sens() -> String {
    let motifs = REGLES.iter().flat_map(|regle| regle.motifs);
    let chemins = motifs.filter_map(|motif| match motif {
        Motif::Chemin(chemin) => Some(chemin),
        _ => None,
    });
    let numerotes = chemins.enumerate();
    numerotes
        .map(|(n, chemin)| format!("mod a{n} {{ use {chemin}::*; use {chemin} as x; }}\n"))
        .collect()
}

/// Un fichier hostile ne fait ni déborder la pile, ni durer la lecture. Chacun pèse ce qu'une réponse peut
/// peser : 512 Kio.
#[test]
fn un_fichier_hostile_se_lit_vite_ou_se_refuse() {
    const TAILLE: usize = correcteur::cours::reponse::TAILLE_MAX as usize;
    let repeter = |motif: &str| motif.repeat(TAILLE / motif.len());
    let moitie = TAILLE / 2;
    let chaine: String = (0..20_000)
        .map(|i| format!("use a{} as a{i};\n", i + 1))
        .collect();
    let long_chemin = |n: usize| format!("fn f{n}() {{ {}v{n}; }}\n", "x::".repeat(15));
    let cas = [
        (
            "parenthèses",
            format!("{}{}", "(".repeat(moitie), ")".repeat(moitie)),
            true,
        ),
        (
            "chevrons",
            format!("{}{}", "a::<".repeat(moitie / 4), ">".repeat(moitie / 4)),
            true,
        ),
        ("chevrons ouverts", repeter("a::<"), true),
        (
            "use",
            format!(
                "use {}a{};",
                "a::{".repeat(moitie / 4),
                "}".repeat(moitie / 4)
            ),
            true,
        ),
        (
            "concat",
            format!(
                "const X: &str = {}\"a\"{};",
                "concat!(".repeat(moitie / 8),
                ")".repeat(moitie / 8)
            ),
            true,
        ),
        (
            "cfg_attr",
            format!(
                "#[{}x{}] fn f() {{}}",
                "cfg_attr(".repeat(moitie / 9),
                ")".repeat(moitie / 9)
            ),
            true,
        ),
        (
            "chaîne d'alias",
            chaine.clone() + "use std as a20000;",
            true,
        ),
        ("chaîne sans suite", chaine, false),
        ("un long chemin", repeter("std::"), true),
        (
            "une longue liste sous un long préfixe",
            format!("use {}{{{}}};", "x::".repeat(80_000), "a,".repeat(100_000)),
            true,
        ),
        (
            "des noms aux cent sens",
            cent_sens() + &(0..8_000).map(long_chemin).collect::<String>(),
            true,
        ),
        ("impl", repeter("impl "), false),
        ("mots", repeter("a "), false),
        (
            "alias",
            "use std::env as a;use std::*;use std::os::*;use std::io::*;".to_owned()
                + &"a::a::a;".repeat(60_000),
            false,
        ),
        ("chaînes", repeter("\"/\""), false),
    ];
    for (nom, source, refusee) in cas {
        let depart = Instant::now();
        let infractions = examiner(&source);
        let duree = depart.elapsed();
        println!("{nom} : {duree:?}");
        // Sans borne, ce serait des minutes ; la marge est pour une machine lente ou chargée.
        assert!(duree < Duration::from_secs(60), "{nom} : {duree:?}");
        let illisible = infractions
            .iter()
            .any(|infraction| infraction.regle == REGLE_ILLISIBLE.nom);
        assert_eq!(illisible, refusee, "{nom} : {infractions:?}");
    }
}

/// Un type donné de plus, que les tests pourraient comparer, doit entrer dans la liste.
#[test]
fn les_types_compares_sont_ceux_des_enonces() {
    let mut donnes: Vec<_> = enonces()
        .flat_map(|enonce| {
            types_qui_derivent(&std::fs::read_to_string(enonce).unwrap(), "PartialEq")
        })
        .collect();
    let mut compares = TYPES_COMPARES.to_vec();
    donnes.sort_unstable();
    compares.sort_unstable();
    assert_eq!(donnes, compares);
}

/// Les types du fichier qui dérivent ce trait.
fn types_qui_derivent(source: &str, nom: &str) -> Vec<String> {
    let derive = |attribut: &syn::Attribute| {
        let syn::Meta::List(liste) = &attribut.meta else {
            return false;
        };
        let traits = liste.tokens.to_string();
        liste.path.is_ident("derive") && traits.split(',').any(|ecrit| ecrit.trim() == nom)
    };
    let types = syn::parse_file(source).unwrap().items.into_iter();
    types
        .filter_map(|item| match item {
            syn::Item::Struct(item) => Some((item.attrs, item.ident)),
            syn::Item::Enum(item) => Some((item.attrs, item.ident)),
            _ => None,
        })
        .filter(|(attributs, _)| attributs.iter().any(derive))
        .map(|(_, nom)| nom.to_string())
        .collect()
}
