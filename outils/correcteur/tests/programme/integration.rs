//! L'intégration continue : `.ci/run` et le flux qui l'appelle disent la même chose, et le code de sortie du script est
//! un verdict.

use std::collections::BTreeSet;

use crate::commun::{lire, racine};
use crate::depot::CONTRIBUTEURS;

/// Une partie de `.ci/run` que `ci.yml` oublierait ne serait jamais vérifiée, et la page la tairait.
#[test]
fn l_integration_continue_lance_toutes_ses_parties() {
    let script = lire(".ci/run");
    let parties = script.split_once("\ntoutes=(").unwrap().1;
    let parties: BTreeSet<&str> = parties
        .split_once(')')
        .unwrap()
        .0
        .split_whitespace()
        .collect();
    let flux = lire(".github/workflows/ci.yml");
    let taches: BTreeSet<&str> = flux
        .lines()
        .filter_map(|ligne| {
            ligne
                .trim()
                .trim_start_matches("- ")
                .strip_prefix("partie: ")
        })
        .flat_map(|valeur| valeur.trim_matches(['[', ']']).split(", "))
        .collect();
    assert_eq!(taches, parties, "ci.yml, puis .ci/run");
    let page = lire(CONTRIBUTEURS);
    for partie in parties {
        assert!(
            page.contains(&format!("\n| `{partie}` |")),
            "{CONTRIBUTEURS} ne dit rien de la partie « {partie} »"
        );
    }
}

/// Les programmes de tests des outils y sont nommés un à un : un de plus, oublié, ne courrait jamais.
#[test]
fn l_integration_continue_nomme_tous_les_programmes_de_tests() {
    let script = lire(".ci/run");
    let mots: Vec<&str> = script.split_whitespace().collect();
    for outil in ["banc", "correcteur"] {
        let tests = racine().join("outils").join(outil).join("tests");
        for entree in std::fs::read_dir(tests).unwrap() {
            let dossier = entree.unwrap().path();
            let nom = dossier.file_name().unwrap().to_str().unwrap();
            let nomme = mots.windows(2).any(|paire| paire == ["--test", nom]);
            assert!(
                nomme || !dossier.join("main.rs").exists(),
                "{outil} : {nom}"
            );
        }
    }
}

/// Lance des parties de `.ci/run` avec des commandes de paille, où échouent celles dont les arguments contiennent
/// `echec`. Rend le code de sortie, et les noms de ce qui reste dans le dossier temporaire.
#[cfg(unix)]
fn jouer(parties: &[&str], echec: &str) -> (Option<i32>, Vec<std::ffi::OsString>) {
    use std::os::unix::fs::PermissionsExt;
    let paille = tempfile::tempdir().unwrap();
    let temporaire = tempfile::tempdir().unwrap();
    std::fs::create_dir(paille.path().join("debug")).unwrap();
    for commande in ["cargo", "rustfmt", "debug/cargo-exo"] {
        let chemin = paille.path().join(commande);
        let script = "#!/bin/sh\ncase \" $* \" in *\" $ECHEC \"*) exit 101 ;; esac\n";
        std::fs::write(&chemin, script).unwrap();
        std::fs::set_permissions(&chemin, PermissionsExt::from_mode(0o755)).unwrap();
    }
    let mut chemins = vec![paille.path().to_owned()];
    chemins.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
    let sortie = std::process::Command::new("bash")
        .arg(racine().join(".ci/run"))
        .args(parties)
        .env("PATH", std::env::join_paths(chemins).unwrap())
        .env("CARGO_TARGET_DIR", paille.path())
        .env("TMPDIR", temporaire.path())
        .env("ECHEC", echec)
        .output()
        .unwrap();
    let restes = std::fs::read_dir(temporaire.path()).unwrap();
    let restes = restes.map(|entree| entree.unwrap().file_name()).collect();
    (sortie.status.code(), restes)
}

/// Un nettoyage qui échoue à la fin de tout, et la croix est rouge sans que rien ne dise pourquoi.
#[cfg(unix)]
#[test]
fn quand_tout_passe_l_integration_continue_passe() {
    let parties = ["solutions", "lints", "outils", "corpus"];
    assert_eq!(jouer(&parties, "rien de tel"), (Some(0), vec![]));
}

/// Chaque commande d'une partie compte, celles qui courent ensemble aussi.
#[cfg(unix)]
#[test]
fn un_seul_echec_fait_echouer_l_integration_continue() {
    for (partie, echec) in [
        ("solutions", "solutions/Cargo.toml"),
        ("lints", "fmt"),
        ("lints", "--edition 2024"),
        ("lints", "-p correcteur --all-targets -- -D warnings"),
        ("lints", "--bins -- -D warnings"),
        (
            "lints",
            "--all-targets --manifest-path solutions/Cargo.toml",
        ),
        ("outils", "--no-run"),
        ("outils", "--test compagnon"),
        ("outils", "--lib"),
        ("corpus", "--no-run"),
        ("corpus", "verifier"),
    ] {
        let (code, restes) = jouer(&[partie, "corpus"], echec);
        assert_ne!(code, Some(0), "{partie} : {echec}");
        assert!(restes.is_empty(), "{partie} : {echec} : {restes:?}");
    }
}
