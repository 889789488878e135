//! Les façons connues de tromper un correcteur, essayées une à une. Chacune est nommée par la lecture du
//! fichier, à sa ligne et avec sa raison ; et, quand on saute cette lecture, le moteur seul n'en donne aucun
//! point, ne laisse rien derrière elle, et dit ce qu'elle était.
//!
//! Ce qui demande un bac à sable n'est essayé que là où la machine en a un : ailleurs, le test le dit et
//! passe. Rien de ce qui est lancé ici ne peut remplir la machine, même si le bac à sable cédait.
#![cfg(target_os = "linux")]

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use correcteur::modele::diagnostic::Diagnostic;
use correcteur::modele::rapport::Copie;
use correcteur::modele::resultat::{
    Cause, Empechement, EtatEtape, Resultat, ResultatTest, Verdict,
};
use correcteur::moteur::compilation::Atelier;
use correcteur::moteur::execution;
use correcteur::notation::{self, Casier, Memoire, Notation, References};
use correcteur::regles::{Consequence, examiner};

use crate::commun::{
    COURS, NU, PROTEGE, arbre, cloisonne, etape1, exo29, memoire_de_pointe, solution,
};

const LONG: Duration = Duration::from_secs(30);
/// Pour ce qui ne finira pas.
const COURT: Duration = Duration::from_secs(2);

/// La même, avec une étape 1 qui n'attend rien et cet élément en tête du fichier.
fn a_cote(element: &str) -> String {
    format!("{element}\n{}", etape1("let _ = duree;"))
}

fn noter(atelier: &Atelier, source: &str, delai: Duration) -> Resultat {
    execution::noter(atelier, exo29(), source, arbre().path(), delai).unwrap()
}

/// La lecture nomme cette règle, sur une des lignes de ce passage, et dit pourquoi.
fn est_nommee(source: &str, passage: &str, regle: &str, consequence: Consequence) {
    let debut = source[..source.find(passage).unwrap()].lines().count();
    let lignes = debut.max(1)..=debut + passage.lines().count() + 1;
    let infractions = examiner(source);
    let trouvee = infractions
        .iter()
        .find(|infraction| infraction.regle == regle && lignes.contains(&infraction.ligne));
    let trouvee =
        trouvee.unwrap_or_else(|| panic!("{regle}, lignes {lignes:?} : {infractions:#?}"));
    assert_eq!(trouvee.consequence, consequence);
    assert!(!trouvee.raison.is_empty());
}

/// La réponse dont l'étape 1 a ce corps, après que la lecture y a nommé chacune de ces règles.
fn etape1_nommee(corps: &str, regles: &[(&str, Consequence)]) -> String {
    let source = etape1(corps);
    for (regle, consequence) in regles {
        est_nommee(&source, corps, regle, *consequence);
    }
    source
}

fn etat(resultat: &Resultat, numero: u32) -> EtatEtape {
    let etape = resultat.etapes.iter().find(|etape| etape.numero == numero);
    etape.unwrap().etat
}

/// L'étape 1 n'est pas acquise, les autres le sont ; rend ses tests qui n'ont pas réussi.
fn sans_l_etape1(resultat: &Resultat) -> Vec<&ResultatTest> {
    assert_eq!(resultat.empechement, None, "{resultat:#?}");
    assert_ne!(etat(resultat, 1), EtatEtape::Acquise, "{resultat:#?}");
    for numero in 2..=4 {
        assert_eq!(etat(resultat, numero), EtatEtape::Acquise, "{resultat:#?}");
    }
    assert_eq!(resultat.points, 7.5);
    assert!(
        resultat.tests.iter().all(|test| test.survivants == 0),
        "{resultat:#?}"
    );
    resultat.echecs(1).collect()
}

/// Aucune étape n'est acquise.
fn rien(resultat: &Resultat) -> &Empechement {
    assert_eq!(resultat.points, 0.0, "{resultat:#?}");
    resultat
        .empechement
        .as_ref()
        .unwrap_or_else(|| panic!("{resultat:#?}"))
}

/// Rustc refuse cette réponse, d'une erreur au moins qui est celle-ci.
#[track_caller]
fn ne_compile_pas(resultat: &Resultat, celle_ci: impl Fn(&Diagnostic) -> bool) {
    let Empechement::NeCompilePas { erreurs } = rien(resultat) else {
        panic!("{resultat:#?}");
    };
    assert!(erreurs.iter().any(celle_ci), "{erreurs:#?}");
}

fn est_sortie_zero(test: &ResultatTest) -> bool {
    matches!(
        test.verdict,
        Verdict::Interrompu {
            cause: Cause::Sortie(0),
            ..
        }
    )
}

/// Chaque échec de l'étape 1 est une sortie avec zéro, et les autres étapes sont acquises.
fn sorti_de_l_etape1(resultat: &Resultat) {
    let echecs = sans_l_etape1(resultat);
    assert!(
        echecs.iter().all(|test| est_sortie_zero(test)),
        "{echecs:#?}"
    );
}

/// La lecture refuse cette étape 1 ; jugée quand même, elle sort avec zéro d'un de ses tests au moins.
fn sort_par_un_detour(corps: &str, regle: &str) {
    let source = etape1_nommee(corps, &[(regle, Consequence::Refusee)]);
    let resultat = noter(&NU, &source, LONG);
    let echecs = sans_l_etape1(&resultat);
    let sortis = echecs.iter().filter(|test| est_sortie_zero(test));
    assert_ne!(sortis.count(), 0, "{echecs:#?}");
}

/// Derrière la cloison, s'il y en a une, le seul test que l'étape 1 y perd.
fn seul_echec_cloisonne(source: &str) -> Option<ResultatTest> {
    cloisonne().then(|| {
        let resultat = noter(&PROTEGE, source, LONG);
        let echecs = sans_l_etape1(&resultat);
        assert_eq!(echecs.len(), 1, "{echecs:#?}");
        echecs[0].clone()
    })
}

/// Aucun processus de la machine n'a ce mot parmi ses arguments.
fn plus_aucun_processus(mot: &str) -> bool {
    let processus = std::fs::read_dir("/proc").unwrap().flatten();
    let lignes = processus.filter_map(|dossier| std::fs::read(dossier.path().join("cmdline")).ok());
    !lignes
        .map(|ligne| String::from_utf8_lossy(&ligne).into_owned())
        .any(|ligne| ligne.split('\0').any(|argument| argument == mot))
}

// ---- Sortir, imiter ----

#[test]
fn sortir_avec_zero() {
    let corps = "std::process::exit(0);";
    let source = etape1_nommee(corps, &[("sortie", Consequence::Refusee)]);
    let resultat = noter(&NU, &source, LONG);
    let echecs = sans_l_etape1(&resultat);
    assert_eq!(echecs.len(), exo29().etapes[0].tests.len());
    assert!(
        echecs.iter().all(|test| est_sortie_zero(test)),
        "{echecs:#?}"
    );
}

#[test]
fn imiter_les_lignes_de_libtest_puis_sortir() {
    let corps = r#"
    use std::io::Write;
    let nom = std::env::args().nth(2).unwrap_or_default();
    let mut sortie = std::io::stdout();
    let _ = write!(sortie, "test {nom} ... ok\n\ntest result: ok. 1 passed; 0 failed; 0 ignored\n");
    let _ = sortie.flush();
    std::process::exit(0);"#;
    let source = etape1_nommee(
        corps,
        &[
            ("sortie", Consequence::Refusee),
            ("arguments", Consequence::Signalee),
        ],
    );
    let resultat = noter(&NU, &source, LONG);
    sorti_de_l_etape1(&resultat);
}

#[test]
fn s_executer_avant_main_par_l_edition_de_liens() {
    for element in [
        "#[unsafe(link_section = \".init_array\")]\nstatic AVANT: extern \"C\" fn() = avant;\nextern \"C\" fn avant() { std::process::exit(0) }",
        "#[link_section = \".init_array\"]\nstatic AVANT: fn() = avant;\nfn avant() { std::process::exit(0) }",
    ] {
        let source = a_cote(element);
        est_nommee(&source, element, "edition_de_liens", Consequence::Refusee);
        let resultat = noter(&NU, &source, LONG);
        ne_compile_pas(&resultat, |erreur| {
            erreur.code.as_deref() == Some("unsafe_code")
                || erreur.message.contains("unsafe attribute")
        });
    }
}

#[test]
fn lever_l_interdiction_d_unsafe() {
    let element = "#[allow(unsafe_code)]\nfn f() { unsafe { std::hint::unreachable_unchecked() } }";
    let source = a_cote(element);
    est_nommee(&source, element, "unsafe", Consequence::Refusee);
    let resultat = noter(&NU, &source, LONG);
    // E0453 : `allow` ne peut rien contre `forbid`.
    ne_compile_pas(&resultat, |erreur| erreur.code.as_deref() == Some("E0453"));
}

// ---- Le crochet de panique, les destructions, les autres threads ----

#[test]
fn un_crochet_de_panique_qui_sort() {
    let corps = "std::panic::set_hook(Box::new(|_| std::process::exit(0)));";
    sort_par_un_detour(corps, "crochet_de_panique");
}

#[test]
fn sortir_de_drop_d_un_autre_thread_ou_de_la_fin_d_un_thread() {
    let corps = r#"
    struct Fin;
    impl Drop for Fin { fn drop(&mut self) { std::process::exit(0) } }
    std::thread_local! { static FIN: std::cell::RefCell<Option<Fin>> = const { std::cell::RefCell::new(None) } }
    match duree.as_millis() {
        0 => drop(Fin),
        1 => FIN.with(|fin| *fin.borrow_mut() = Some(Fin)),
        _ => drop(std::thread::spawn(|| { let _fin = Fin; })),
    }"#;
    sort_par_un_detour(corps, "sortie");
}

// ---- Ce qui change le sens des tests ----

#[test]
fn redefinir_les_macros_des_tests() {
    for nom in [
        "exiger",
        "exiger_egal",
        "echec",
        "format_args",
        "assert",
        "vec",
        "panic",
    ] {
        let element = format!("macro_rules! {nom} {{ ($($t:tt)*) => {{ () }} }}");
        let source = a_cote(&element);
        est_nommee(&source, &element, "nom_masque", Consequence::Signalee);
        let resultat = noter(&NU, &source, LONG);
        assert_ne!(
            etat(&resultat, 1),
            EtatEtape::Acquise,
            "{nom} : {resultat:#?}"
        );
    }
}

#[test]
fn prendre_le_nom_des_bibliotheques() {
    let faux_tokio = "mod tokio { pub use ::tokio::*; pub mod time { pub use ::tokio::time::*; \
        pub async fn sleep(_: std::time::Duration) {} } }";
    for (element, regle, niveau) in [
        (faux_tokio, "nom_masque", Consequence::Signalee),
        (
            "mod std { pub use ::std::*; }",
            "nom_masque",
            Consequence::Signalee,
        ),
        (
            "mod banc { pub fn surveiller<F>(_: F) {} }",
            "banc_d_essai",
            Consequence::Refusee,
        ),
        ("mod etape1 {}", "module_des_tests", Consequence::Refusee),
        (
            "extern crate self as std;",
            "bibliotheque_renommee",
            Consequence::Refusee,
        ),
    ] {
        let source = a_cote(element);
        est_nommee(&source, element, regle, niveau);
        let resultat = noter(&NU, &source, LONG);
        assert_ne!(
            etat(&resultat, 1),
            EtatEtape::Acquise,
            "{element} : {resultat:#?}"
        );
    }
}

#[test]
fn un_trait_a_soi_ne_remplace_pas_les_methodes_qu_appellent_les_tests() {
    // `fn is_zero(self)`, prise par valeur, passerait devant la vraie, qui prend `&self`.
    let element = "trait Tricher: Sized { fn is_zero(self) -> bool { true } fn elapsed(self) -> Duration { Duration::ZERO } }\n\
        impl Tricher for Duration {}\nimpl Tricher for tokio::time::Instant {}";
    let source = format!(
        "{element}\n{}",
        etape1("tokio::time::sleep(duree + Duration::from_millis(5)).await;")
    );
    est_nommee(
        &source,
        element,
        "trait_sur_un_type_d_ailleurs",
        Consequence::Signalee,
    );
    let resultat = noter(&NU, &source, LONG);
    let nul = "etape1::une_pause_nulle_finit_sans_attendre";
    let test = resultat.tests.iter().find(|test| test.nom == nul).unwrap();
    assert!(!test.verdict.reussi(), "{resultat:#?}");
}

// ---- Copier, lire ----

#[test]
fn inclure_la_solution() {
    let chemin = COURS.solution(exo29());
    let chemin = chemin.display();
    for element in [
        format!("mod copie {{ include!({:?}); }}", chemin.to_string()),
        format!("#[path = {:?}] mod copie;", chemin.to_string()),
        format!(
            "const COPIE: &str = include_str!({:?});",
            chemin.to_string()
        ),
    ] {
        let source = a_cote(&element);
        est_nommee(&source, &element, "fichier_inclus", Consequence::Refusee);
        if cloisonne() {
            let resultat = noter(&PROTEGE, &source, LONG);
            ne_compile_pas(&resultat, |erreur| erreur.message.contains("couldn't read"));
        }
    }
}

#[test]
fn lire_l_environnement_de_qui_note() {
    // Cargo pose celle-ci pour ce programme ; le compilateur d'une réponse ne doit pas en hériter.
    let element = "const VOLEE: &str = env!(\"CARGO_PKG_VERSION_MAJOR\");";
    assert!(std::env::var_os("CARGO_PKG_VERSION_MAJOR").is_some());
    let source = a_cote(element);
    est_nommee(
        &source,
        element,
        "environnement_de_compilation",
        Consequence::Refusee,
    );
    if cloisonne() {
        ne_compile_pas(&noter(&PROTEGE, &source, LONG), |_| true);
    }
}

/// Écrit, comme un acte de fin, tout ce qui pourrait être le secret.
const SIGNER: &str = r#"
    let nom = std::env::args().nth(2).unwrap_or_default();
    let signer = |mot: &str| println!("\n{mot} {nom}");"#;

#[test]
fn chercher_le_secret_dans_l_environnement_et_les_arguments() {
    let corps = format!(
        r#"{SIGNER}
    for fichier in ["/proc/self/environ", "/proc/self/cmdline"] {{
        let octets = std::fs::read(fichier).unwrap_or_default();
        for mot in String::from_utf8_lossy(&octets).split(['\0', '=', ' ', '\n']) {{ signer(mot); }}
    }}
    for (cle, valeur) in std::env::vars() {{ signer(&cle); signer(&valeur); }}
    std::process::exit(0);"#
    );
    let source = etape1_nommee(
        &corps,
        &[
            ("fichier_du_systeme", Consequence::Refusee),
            ("environnement", Consequence::Refusee),
        ],
    );
    let resultat = noter(&NU, &source, LONG);
    sorti_de_l_etape1(&resultat);
}

#[test]
fn chercher_le_secret_dans_la_memoire() {
    // Tout mot de 32 chiffres hexadécimaux que la mémoire du test contient.
    let corps = format!(
        r#"{SIGNER}
    use std::io::{{Read, Seek, SeekFrom}};
    let cartes = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    if let Ok(mut memoire) = std::fs::File::open("/proc/self/mem") {{
        for ligne in cartes.lines().filter(|ligne| ligne.contains(" rw-p ")) {{
            let (debut, reste) = ligne.split_once('-').unwrap();
            let fin = reste.split(' ').next().unwrap();
            let (debut, fin) = (u64::from_str_radix(debut, 16).unwrap(), u64::from_str_radix(fin, 16).unwrap());
            let mut octets = vec![0; (fin - debut).min(4 << 20) as usize];
            if memoire.seek(SeekFrom::Start(debut)).is_err() || memoire.read_exact(&mut octets).is_err() {{ continue; }}
            for mot in octets.split(|c| !c.is_ascii_hexdigit()).filter(|mot| mot.len() >= 32) {{
                for mot in mot.windows(32) {{ signer(&String::from_utf8_lossy(mot)); }}
            }}
        }}
    }}
    std::process::exit(0);"#
    );
    let source = etape1_nommee(&corps, &[("fichier_du_systeme", Consequence::Refusee)]);
    if cloisonne() {
        let resultat = noter(&PROTEGE, &source, LONG);
        sorti_de_l_etape1(&resultat);
    }
}

#[test]
fn signer_a_la_place_des_tests_par_le_banc() {
    let tests: Vec<_> = exo29().etapes[0].tests.iter().collect();
    let signer = |nom: &str| {
        format!("::banc::surveiller(::banc::Horloge::Aucune, \"etapes::etape1::{nom}\", || {{}});")
    };
    let faux: String = tests
        .iter()
        .map(|nom| nom.replace("etape1::", ""))
        .map(|nom| format!("    pub fn {nom}() {{ {} }}\n", signer(&nom)))
        .collect();
    let appels: String = tests.iter().map(|nom| format!("faux::{nom}();")).collect();
    let source = a_cote(&format!("mod faux {{ pub mod etape1 {{\n{faux}}} }}\n")).replace(
        "let _ = duree;",
        &format!("{appels} {} std::process::exit(0);", signer("x")),
    );
    est_nommee(&source, &faux, "banc_d_essai", Consequence::Refusee);
    let resultat = noter(&NU, &source, LONG);
    sorti_de_l_etape1(&resultat);
}

/// Ses propres tests liraient le secret avant le banc, s'ils étaient lancés avec ceux de la référence.
#[test]
fn lire_le_secret_depuis_ses_propres_tests() {
    let signer: String = exo29().etapes[0]
        .tests
        .iter()
        .map(|nom| format!("writeln!(sortie, \"\\n{{}} {nom}\", secret.trim()).unwrap();\n"))
        .collect();
    // Son nom contient celui du module des tests, et vient avant eux.
    let element = format!(
        "mod a {{ mod etape1 {{
            use std::io::Write;
            #[test]
            fn la_pause_dure_exactement_le_temps_demande() {{
                let mut secret = String::new();
                std::io::stdin().read_line(&mut secret).unwrap();
                let mut sortie = std::io::stdout();
                {signer}
            }}
        }} }}"
    );
    let source = a_cote(&element);
    est_nommee(&source, &element, "entree_standard", Consequence::Refusee);
    sans_l_etape1(&noter(&NU, &source, LONG));
}

/// Un acte signé sort par un tube, et un processus peut rouvrir les siens : ce qu'il y lit ne signe rien d'autre.
#[test]
fn lire_les_actes_des_autres_tests_dans_la_sortie() {
    let noms: Vec<_> = exo29().tests().map(|(_, nom)| nom).collect();
    let source = format!(
        r#"
use std::io::{{Read, Write}};
use std::time::Duration;

const NOMS: &[&str] = &{noms:?};

fn voler() {{
    for _ in 0..6 {{
        std::thread::spawn(|| {{
            let Ok(mut tube) = std::fs::File::open(["", "proc", "self", "fd", "1"].join("/")) else {{ return }};
            let mut octets = [0; 4096];
            while let Ok(n @ 1..) = tube.read(&mut octets) {{
                let texte = String::from_utf8_lossy(&octets[..n]).into_owned();
                let mut sortie = std::io::stdout();
                let _ = sortie.write_all(texte.as_bytes());
                for mot in texte.split_whitespace().filter(|mot| mot.len() >= 16) {{
                    for nom in NOMS {{ let _ = writeln!(sortie, "\n{{mot}} {{nom}}"); }}
                }}
                let _ = sortie.flush();
            }}
        }});
    }}
}}

fn attendre_le_butin<T>() -> T {{
    std::thread::sleep(Duration::from_millis(700));
    panic!()
}}

async fn faire_une_pause(_: Duration) {{ attendre_le_butin() }}
async fn saluer_apres(nom: &str, delai: Duration) -> String {{
    voler();
    tokio::time::sleep(delai).await;
    format!("Bonjour, {{nom}} !")
}}
fn saluer_en_arriere_plan(_: String, _: Duration) -> tokio::task::JoinHandle<String> {{ attendre_le_butin() }}
async fn executer_bloquant<T, F>(_: F) -> T where F: FnOnce() -> T + Send + 'static, T: Send + 'static {{
    attendre_le_butin()
}}
fn main() {{}}
"#
    );
    for atelier in [&NU, &PROTEGE] {
        let resultat = noter(atelier, &source, LONG);
        assert_eq!(resultat.empechement, None, "{resultat:#?}");
        for numero in [1, 3, 4] {
            assert_ne!(etat(&resultat, numero), EtatEtape::Acquise, "{resultat:#?}");
        }
    }
}

// ---- Ne pas finir, déborder ----

/// Sans borne, il n'y aurait plus de place pour les voisins ; et un dossier sans droit d'écriture ne s'efface pas.
#[test]
fn remplir_le_disque_et_y_laisser_de_quoi_ne_pas_l_effacer() {
    let corps = r#"
    let dossier = std::env::temp_dir();
    let ferme = dossier.join("ferme");
    if std::fs::create_dir(&ferme).is_ok() {
        std::fs::write(ferme.join("reste"), "x").unwrap();
        let mut droits = ferme.metadata().unwrap().permissions();
        droits.set_readonly(true);
        std::fs::set_permissions(&ferme, droits).unwrap();
    }
    // Une fois par test : le récrire à chaque appel prendrait un temps réel que l'étape 1 mesure.
    let ecrit = |n: &u32| {
        let fichier = std::fs::File::create_new(dossier.join(n.to_string()));
        fichier.and_then(|mut fichier| std::io::Write::write_all(&mut fichier, &vec![0; 1 << 20])).is_ok()
    };
    if (0..200).take_while(ecrit).count() < 200 { tokio::time::sleep(duree).await; }"#;
    let bac = PROTEGE.bac_a_sable();
    if bac
        .manques()
        .any(|protection| protection.nom.starts_with("place"))
    {
        println!("passé : la place n'est pas bornée ici");
        return;
    }
    let arbre = arbre();
    let resultat = execution::noter(&PROTEGE, exo29(), &etape1(corps), arbre.path(), LONG).unwrap();
    // L'étape 1 n'attend que si la place lui a manqué.
    assert_eq!(resultat.points, 10.0, "{resultat:#?}");
    for dossier in ["travail", "tmp"] {
        let dossier = arbre.path().join(dossier);
        let restes = std::fs::read_dir(&dossier).map_or(0, Iterator::count);
        assert_eq!(restes, 0, "{}", dossier.display());
    }
}

#[test]
fn boucler_et_s_interbloquer() {
    // Rien de cela ne se voit à la lecture : c'est le verdict qui le nomme.
    for corps in [
        "if duree.is_zero() { loop { std::hint::spin_loop(); } }",
        "let verrou = std::sync::Mutex::new(());
         if duree.as_millis() == 105 { let _un = verrou.lock(); let _deux = verrou.lock(); }",
    ] {
        let corps = format!("{corps}\ntokio::time::sleep(duree).await;");
        let resultat = noter(&NU, &etape1(&corps), COURT);
        let echecs = sans_l_etape1(&resultat);
        let figes = echecs
            .iter()
            .filter(|test| matches!(test.verdict, Verdict::Fige(_)));
        assert_eq!(figes.count(), 1, "{echecs:#?}");
    }
}

#[test]
fn laisser_un_processus_derriere_soi() {
    let corps = r#"
    let script = "setsid sh -c 'touch parti; exec sleep 8765432' & until [ -e parti ]; do :; done";
    let _ = std::process::Command::new("sh").args(["-c", script]).status();
    tokio::time::sleep(duree).await;"#;
    let source = etape1_nommee(corps, &[("processus", Consequence::Refusee)]);
    let resultat = noter(&NU, &source, LONG);
    assert!(
        resultat.tests.iter().any(|test| test.survivants > 0),
        "{resultat:#?}"
    );
    assert!(plus_aucun_processus("8765432"));
    if cloisonne() {
        noter(&PROTEGE, &source, LONG);
        assert!(plus_aucun_processus("8765432"));
    }
}

#[test]
fn une_bombe_de_processus() {
    // Bornée d'elle-même : 3000 processus qui dorment, si rien ne les arrêtait.
    let corps = r#"
    if duree.is_zero() {
        let script = "i=0; while [ $i -lt 3000 ]; do sleep 9876543 & i=$((i+1)); done; exit 9";
        let fin = std::process::Command::new("sh").args(["-c", script]).status();
        eprintln!("bombe : {fin:?}");
        std::process::exit(7);
    }
    tokio::time::sleep(duree).await;"#;
    let source = etape1_nommee(corps, &[("processus", Consequence::Refusee)]);
    let Some(echec) = seul_echec_cloisonne(&source) else {
        return;
    };
    let message = &echec.verdict.message().unwrap().texte;
    // Le `sh` n'est pas allé au bout de ses 3000.
    assert!(
        message.contains("bombe") && !message.contains("exit status: 9"),
        "{message}"
    );
    assert!(plus_aucun_processus("9876543"));
}

#[test]
fn une_bombe_de_threads() {
    let corps = r#"
    if duree.is_zero() {
        let mut threads = 0;
        while threads < 3000 {
            let thread = std::thread::Builder::new().stack_size(16 << 10);
            if thread.spawn(|| std::thread::sleep(Duration::from_secs(60))).is_err() { break; }
            threads += 1;
        }
        panic!("threads : {}", if threads < 3000 { "arrêtés" } else { "sans limite" });
    }
    tokio::time::sleep(duree).await;"#;
    if let Some(echec) = seul_echec_cloisonne(&etape1(corps)) {
        let message = &echec.verdict.message().unwrap().texte;
        assert!(message.contains("threads : arrêtés"), "{message}");
    }
}

#[test]
fn prendre_toute_la_memoire() {
    // Réservée sans être touchée : si la limite manquait, la machine ne le sentirait pas.
    let corps = r#"
    if duree.is_zero() {
        let reserve: Vec<Vec<u8>> = (0..16).map(|_| Vec::with_capacity(1 << 30)).collect();
        std::hint::black_box(&reserve);
    }
    tokio::time::sleep(duree).await;"#;
    if let Some(echec) = seul_echec_cloisonne(&etape1(corps)) {
        let abandon = matches!(&echec.verdict, Verdict::Interrompu { cause: Cause::Abandon, message }
            if message.texte.contains("memory allocation"));
        assert!(abandon, "{echec:#?}");
    }
}

#[test]
fn inonder_ses_sorties() {
    for sortie in ["stdout", "stderr"] {
        let corps = format!(
            r#"
    if duree.is_zero() {{
        use std::io::Write;
        let ligne = vec![b'x'; 1 << 20];
        for _ in 0..500 {{ let _ = std::io::{sortie}().write_all(&ligne); }}
    }}
    tokio::time::sleep(duree).await;"#
        );
        let resultat = noter(&NU, &etape1(&corps), LONG);
        assert!(resultat.reussi(), "{resultat:#?}");
    }
    let kio = memoire_de_pointe();
    assert!(kio < 150 * 1024, "le moteur est monté à {kio} Kio");
}

// ---- Sortir de son dossier ----

#[test]
fn ecrire_ailleurs_que_chez_soi() {
    let ailleurs = tempfile::tempdir().unwrap();
    let ouvert = std::fs::Permissions::from_mode(0o777);
    std::fs::set_permissions(ailleurs.path(), ouvert).unwrap();
    let voisine = ailleurs.path().join("voisine.rs");
    std::fs::write(&voisine, "intacte").unwrap();
    let maison = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let maison = maison
        .or_else(|| Some(std::env::home_dir()?.join(".cargo")))
        .unwrap();
    let marque = format!("marque-{}", std::process::id());
    let cibles = [
        ailleurs.path().join(&marque),
        COURS.racine.join(&marque),
        COURS.cible.join(&marque),
        maison.join(&marque),
        Path::new("/tmp").join(&marque),
        Path::new("/dev/shm").join(&marque),
        voisine.clone(),
    ];
    let liste: Vec<_> = cibles
        .iter()
        .map(|cible| cible.display().to_string())
        .collect();
    let corps = format!(
        "for cible in {liste:?} {{ let _ = std::fs::write(cible, b\"pris\"); let _ = std::fs::remove_file(\"../../src/main.rs\"); }}\n    \
         let _ = std::fs::write(\"../voisin\", b\"pris\");"
    );
    let source = etape1_nommee(&corps, &[("fichier_d_ailleurs", Consequence::Signalee)]);
    if !cloisonne() {
        return;
    }
    sans_l_etape1(&noter(&PROTEGE, &source, LONG));
    for cible in &cibles[..6] {
        assert!(!cible.exists(), "{}", cible.display());
    }
    assert_eq!(std::fs::read_to_string(&voisine).unwrap(), "intacte");
}

#[test]
fn remplacer_le_programme_de_ses_tests() {
    // Sans bac à sable, le programme des tests est à portée : qu'il ait changé se voit.
    let corps = r#"
    if let Ok(moi) = std::env::current_exe() {
        let _ = std::fs::remove_file(&moi);
        let _ = std::fs::write(&moi, b"\x23!/bin/sh\n");
    }"#;
    let source = etape1_nommee(corps, &[("environnement", Consequence::Refusee)]);
    let resultat = noter(&NU, &source, LONG);
    assert!(
        matches!(rien(&resultat), Empechement::Sabotage { .. }),
        "{resultat:#?}"
    );
    let absents = resultat
        .tests
        .iter()
        .all(|test| test.verdict == Verdict::Absent);
    assert!(absents, "{resultat:#?}");
    if cloisonne() {
        sans_l_etape1(&noter(&PROTEGE, &source, LONG));
    }
}

#[test]
fn se_connecter_au_dehors() {
    let ecoute = TcpListener::bind("127.0.0.1:0").unwrap();
    ecoute.set_nonblocking(true).unwrap();
    let adresse = ecoute.local_addr().unwrap();
    let corps = format!(
        "let _ = std::net::TcpStream::connect_timeout(&\"{adresse}\".parse().unwrap(), Duration::from_secs(1));"
    );
    let source = etape1_nommee(&corps, &[("reseau", Consequence::Signalee)]);
    sans_l_etape1(&noter(&NU, &source, LONG));
    assert!(
        ecoute.accept().is_ok(),
        "sans cloison, l'attaque doit aboutir, sinon ce test ne prouve rien"
    );
    while ecoute.accept().is_ok() {}
    if cloisonne() {
        sans_l_etape1(&noter(&PROTEGE, &source, LONG));
        assert!(
            ecoute.accept().is_err(),
            "une connexion est sortie du bac à sable"
        );
    }
}

#[test]
fn envoyer_un_signal_a_qui_note() {
    // SIGWINCH ne fait rien à qui le reçoit : seul compte que l'envoi soit possible.
    let moi = std::process::id();
    let corps = format!(
        r#"
    if duree.is_zero() {{
        let envoi = std::process::Command::new("sh").args(["-c", "kill -WINCH {moi}"]).status();
        panic!("envoi : {{envoi:?}}");
    }}
    tokio::time::sleep(duree).await;"#
    );
    let source = etape1_nommee(&corps, &[("processus", Consequence::Refusee)]);
    if let Some(echec) = seul_echec_cloisonne(&source) {
        let message = &echec.verdict.message().unwrap().texte;
        assert!(
            message.contains("envoi") && !message.contains("exit status: 0"),
            "{message}"
        );
    }
}

// ---- Le compilateur ----

/// La compilation n'est pas allée au bout, et c'est une limite qui l'a dit, pas une erreur de Rust.
fn compilation_arretee(resultat: &Resultat) {
    match rien(resultat) {
        Empechement::CompilationInterrompue { raison } => {
            assert!(
                raison.contains("mémoire") || raison.contains("dépasse"),
                "{raison}"
            );
        }
        autre => panic!("{autre:#?}"),
    }
}

#[test]
fn un_calcul_sans_fin_a_la_compilation() {
    let element = "#[allow(long_running_const_eval)]\nconst _: () = loop {};";
    let source = a_cote(element);
    est_nommee(
        &source,
        element,
        "calcul_sans_fin_a_la_compilation",
        Consequence::Refusee,
    );
    // Sans l'attribut, le compilateur l'arrête de lui-même.
    let resultat = noter(&NU, &a_cote("const _: () = loop {};"), LONG);
    ne_compile_pas(&resultat, |_| true);
}

#[test]
fn inclure_un_fichier_sans_fin() {
    let element = "const SANS_FIN: &[u8] = include_bytes!(\"/dev/zero\");";
    let source = a_cote(element);
    est_nommee(&source, element, "fichier_inclus", Consequence::Refusee);
    est_nommee(&source, element, "fichier_du_systeme", Consequence::Refusee);
    if !cloisonne() {
        return;
    }
    // La mémoire du compilateur est bornée, et il le dit à la ligne de l'inclusion.
    let resultat = noter(&PROTEGE, &source, LONG);
    ne_compile_pas(&resultat, |erreur| {
        erreur.ligne == Some(1) && erreur.message.contains("out of memory")
    });
}

#[test]
fn une_macro_qui_double_a_chaque_tour() {
    // Rien ne la distingue, à la lecture, d'une macro ordinaire : c'est la limite qui la nomme.
    let element =
        "macro_rules! doubler { ($($x:tt)*) => { doubler!($($x)* $($x)*); } }\ndoubler!(a b c d);";
    if cloisonne() {
        compilation_arretee(&noter(&PROTEGE, &a_cote(element), LONG));
    }
}

#[test]
fn un_type_recursif_ne_compile_pas_et_c_est_dit() {
    let element = "fn grossir<T>(n: T) { grossir((n, 1u8)) }\nfn lancer() { grossir(0u8) }";
    let essai = "#[test] fn essai() { lancer() }";
    let resultat = noter(&NU, &format!("{}\n{element}\n{essai}", etape1("")), LONG);
    ne_compile_pas(&resultat, |erreur| {
        erreur.message.contains("recursion limit")
    });
}

// ---- Ce qu'une copie apporte d'autre ----

/// Note, comme un lot, les copies de ce dossier à l'exo 29.
fn noter_le_lot(copies: &Path) -> Vec<Copie> {
    let (sortie, chantier) = (tempfile::tempdir().unwrap(), arbre());
    let lot = notation::rassembler(&COURS, &[], &[copies.to_owned()], &[exo29()]).unwrap();
    let remises = lot.remises;
    let exercices = std::slice::from_ref(exo29());
    let notation = Notation {
        atelier: &PROTEGE,
        exercices,
        delai: LONG,
        travaux: 2,
        chantier: chantier.path(),
        references: References::lire(&PROTEGE, exercices, LONG).unwrap(),
        memoire: Memoire::d_un_lot(&chantier.path().join("memoire")).unwrap(),
    };
    let casier = Casier::ouvrir(sortie.path()).unwrap();
    let issue = notation::noter(&notation, &remises, &casier, false, || {});
    assert_eq!(issue.manquees, []);
    let noms = remises.iter().map(|remise| &remise.nom);
    noms.map(|nom| casier.prendre(nom).unwrap()).collect()
}

#[test]
fn apporter_ses_tests_son_manifeste_et_sa_configuration() {
    let lot = tempfile::tempdir().unwrap();
    let marque = lot.path().join("marque");
    let voler = format!("fn main() {{ std::fs::write({marque:?}, b\"\").unwrap(); }}");
    let poser = |chemin: &str, texte: &str| {
        let chemin = lot.path().join(chemin);
        std::fs::create_dir_all(chemin.parent().unwrap()).unwrap();
        std::fs::write(chemin, texte).unwrap();
    };
    poser("honnete/exo29/src/main.rs", &solution());
    poser("trafiquant/exo29/src/main.rs", &etape1("let _ = duree;"));
    poser(
        "trafiquant/exo29/tests/etapes/etape1.rs",
        "#[test] fn vrai() {}",
    );
    poser("trafiquant/exo29/build.rs", &voler);
    poser(
        "trafiquant/exo29/Cargo.toml",
        "[package]\nname = \"exo29\"\nedition = \"2021\"\n",
    );
    poser(
        "trafiquant/Cargo.toml",
        "[workspace]\nmembers = []\n[workspace.lints.rust]\nunsafe_code = \"allow\"\n",
    );
    let configuration = format!("[build]\nrustc-wrapper = {marque:?}\n[env]\nX = \"1\"\n");
    poser("trafiquant/.cargo/config.toml", &configuration);
    poser(
        "trafiquant/rust-toolchain.toml",
        "[toolchain]\nchannel = \"1.0.0\"\n",
    );
    poser(
        "trafiquant/outils/banc/src/lib.rs",
        "pub fn essai_virtuel<F>(_: F) {}",
    );
    poser("voisine/exo29/src/main.rs", &solution());

    let copies = noter_le_lot(lot.path());
    let points: Vec<_> = copies
        .iter()
        .map(|copie| (copie.nom.as_str(), f64::from(copie.resultats[0].points)))
        .collect();
    assert_eq!(
        points,
        [("honnete", 10.0), ("trafiquant", 7.5), ("voisine", 10.0)]
    );
    assert!(!marque.exists());
}

#[test]
fn un_refus_vaut_zero_se_lit_dans_le_rapport_et_ne_touche_pas_les_voisines() {
    let lot = tempfile::tempdir().unwrap();
    let poser = |nom: &str, texte: &str| {
        let dossier = lot.path().join(nom).join("exo29/src");
        std::fs::create_dir_all(&dossier).unwrap();
        std::fs::write(dossier.join("main.rs"), texte).unwrap();
    };
    let inclus = format!(
        "mod copie {{ include!({:?}); }}",
        COURS.solution(exo29()).display().to_string()
    );
    poser("a-honnete", &solution());
    poser("b-inclut", &a_cote(&inclus));
    poser("c-sort", &etape1("std::process::exit(0);"));
    poser(
        "d-signale",
        &format!("mod tokio {{ pub use ::tokio::*; }}\n{}", solution()),
    );
    poser("e-honnete", &solution());

    let copies = noter_le_lot(lot.path());
    let points: Vec<_> = copies
        .iter()
        .map(|copie| copie.resultats[0].points)
        .collect();
    assert_eq!(points, [10.0, 0.0, 0.0, 10.0, 10.0]);
    let vus: Vec<Vec<_>> = copies
        .iter()
        .map(|copie| {
            let signalements = copie.signalements.iter();
            signalements
                .map(|vu| (vu.regle.as_str(), vu.ligne.is_some()))
                .collect()
        })
        .collect();
    assert_eq!(vus[0], []);
    assert!(vus[1].contains(&("fichier_inclus", true)), "{vus:?}");
    assert_eq!(vus[2], [("sortie", true)]);
    assert_eq!(vus[3], [("nom_masque", true)]);
    assert_eq!(vus[4], []);
    assert!(matches!(
        rien(&copies[2].resultats[0]),
        Empechement::Refuse { .. }
    ));
}
