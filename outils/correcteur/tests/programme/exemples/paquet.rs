//! Un paquet d'une heure, dont chaque module est un programme d'une leçon : une seule compilation pour tous.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use super::lecture::Bloc;
use super::promesses;
use crate::commun::racine;

/// Bien assez pour un exemple, même sur une machine chargée ; assez peu pour que rien ne fige.
const DELAI: Duration = Duration::from_secs(60);

/// Les programmes, compilés.
pub(super) struct Paquet {
    programme: PathBuf,
    figes: Vec<bool>,
}

/// Ce qu'un programme a fait.
pub(super) struct Essai {
    pub(super) sortie: String,
    pub(super) erreur: String,
    pub(super) code: Option<i32>,
    /// Il était sur l'horloge arrêtée de Tokio : ses durées sont exactes.
    pub(super) fige: bool,
}

impl Paquet {
    pub(super) fn compiler(blocs: &[&Bloc]) -> Self {
        let dossier = creer("exemples", blocs);
        let sortie = cargo(&dossier, "build");
        let messages = String::from_utf8_lossy(&sortie.stderr);
        assert!(
            sortie.status.success(),
            "un exemple ne compile plus\n{messages}"
        );
        let programme = racine()
            .join("target/debug")
            .join(format!("exemples{}", std::env::consts::EXE_SUFFIX));
        Paquet {
            programme,
            figes: blocs.iter().map(|bloc| se_fige(&bloc.code)).collect(),
        }
    }

    /// Lance ce programme dans un dossier vide, qui n'est qu'à lui.
    pub(super) fn lancer(&self, rang: usize) -> Essai {
        let dossier = tempfile::tempdir().unwrap();
        let sortie = assert_cmd::Command::new(&self.programme)
            .arg(rang.to_string())
            .current_dir(&dossier)
            .env("RUST_BACKTRACE", "0")
            .timeout(DELAI)
            .output()
            .unwrap();
        let texte = |octets: Vec<u8>| String::from_utf8(octets).unwrap();
        Essai {
            sortie: texte(sortie.stdout),
            erreur: texte(sortie.stderr),
            code: sortie.status.code(),
            fige: self.figes[rang],
        }
    }
}

/// Les messages du compilateur pour chacun de ces programmes, pris seuls.
pub(super) fn erreurs(blocs: &[&Bloc]) -> Vec<String> {
    let messages = blocs.iter().map(|bloc| {
        let dossier = creer("exemples_refuses", &[bloc]);
        let sortie = cargo(&dossier, "check");
        assert!(
            !sortie.status.success(),
            "{bloc} : le compilateur l'accepte"
        );
        String::from_utf8_lossy(&sortie.stderr).into_owned()
    });
    messages.collect()
}

/// Écrit le paquet. Il prend au cours ses bibliothèques et son verrou : rien n'est compilé deux fois.
fn creer(nom: &str, blocs: &[&Bloc]) -> PathBuf {
    let dossier = racine().join("target/tmp").join(nom);
    let _ = std::fs::remove_dir_all(&dossier);
    std::fs::create_dir_all(dossier.join("src")).unwrap();
    let ecrire = |fichier: &str, texte: &str| std::fs::write(dossier.join(fichier), texte).unwrap();
    ecrire("Cargo.toml", &manifeste(nom));
    std::fs::copy(racine().join("Cargo.lock"), dossier.join("Cargo.lock")).unwrap();
    for (rang, bloc) in blocs.iter().enumerate() {
        ecrire(&format!("src/{}", fichier_de(rang, bloc)), &module(bloc));
    }
    ecrire("src/main.rs", &aiguillage(blocs));
    dossier
}

/// Les mêmes bibliothèques que les exercices, le même profil.
fn manifeste(nom: &str) -> String {
    let cours = std::fs::read_to_string(racine().join("Cargo.toml")).unwrap();
    let cours: toml::Table = cours.parse().unwrap();
    let dependances = ["tokio", "anyhow", "thiserror"].map(|cle| {
        (
            cle.to_owned(),
            cours["workspace"]["dependencies"][cle].clone(),
        )
    });
    let paquet = [
        ("name", nom.into()),
        ("edition", cours["workspace"]["package"]["edition"].clone()),
    ];
    let paquet = paquet.map(|(cle, valeur)| (cle.to_owned(), valeur));
    let tables: [(&str, toml::Value); 4] = [
        ("workspace", toml::Table::new().into()),
        ("package", toml::Table::from_iter(paquet).into()),
        ("dependencies", toml::Table::from_iter(dependances).into()),
        ("profile", cours["profile"].clone()),
    ];
    let tables = tables.map(|(cle, table)| (cle.to_owned(), table));
    toml::Table::from_iter(tables).to_string()
}

/// Le nom dit la leçon, et la ligne sera la sienne : un message du compilateur mène à l'exemple.
fn fichier_de(rang: usize, bloc: &Bloc) -> String {
    let page = bloc.page.to_string_lossy().replace(['/', '\\'], "_");
    format!("{rang}_{page}.rs")
}

/// Le programme, aux lignes qu'il a dans sa page, avec de quoi le lancer.
fn module(bloc: &Bloc) -> String {
    let mut code = promesses::numeroter(&bloc.code);
    if se_fige(&bloc.code) {
        code = code.replace(
            "#[tokio::main]",
            "#[tokio::main(flavor = \"current_thread\", start_paused = true)]",
        );
    }
    // Comme rustdoc et mdBook : ce qui n'a pas de `main` en est le corps.
    if !code.contains("fn main(") {
        code = format!("fn main() {{ {code} }}");
    }
    let lignes = "\n".repeat(bloc.ligne - 1);
    format!(
        "{lignes}{code}\npub fn lancer() -> std::process::ExitCode {{ std::process::Termination::report(main()) }}\n"
    )
}

fn aiguillage(blocs: &[&Bloc]) -> String {
    let mut modules = String::new();
    let mut branches = String::new();
    for (rang, bloc) in blocs.iter().enumerate() {
        let fichier = fichier_de(rang, bloc);
        modules += &format!("#[path = {fichier:?}]\nmod programme_{rang};\n");
        branches += &format!("        {rang} => programme_{rang}::lancer(),\n");
    }
    format!(
        "#![allow(dead_code, unused)]\n{modules}\nfn main() -> std::process::ExitCode {{\n    \
         match std::env::args().nth(1).unwrap().parse::<usize>().unwrap() {{\n{branches}        _ => panic!(),\n    }}\n}}\n"
    )
}

/// Vrai si l'horloge arrêtée de Tokio suffit à ce programme : il n'attend rien du monde réel.
fn se_fige(code: &str) -> bool {
    const REEL: [&str; 6] = [
        "std::thread",
        "std::time::Instant",
        "spawn_blocking",
        "tokio::fs",
        "tokio::net",
        "io::stdin",
    ];
    code.contains("#[tokio::main]") && !REEL.iter().any(|nom| code.contains(nom))
}

fn cargo(dossier: &Path, action: &str) -> Output {
    Command::new(env!("CARGO"))
        .args([action, "--quiet", "--offline"])
        .current_dir(dossier)
        .env("CARGO_TARGET_DIR", racine().join("target"))
        .env("CARGO_TERM_COLOR", "never")
        .output()
        .unwrap()
}
