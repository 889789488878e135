//! Qui peut signer, et quoi : ces tests relancent ce programme, leurs secrets l'attendant sur son entrée.

use std::io::Write;
use std::process::{Command, Stdio};

/// Le rôle de ce processus, s'il est relancé par un des tests ci-dessous.
pub fn role() -> Option<String> {
    std::env::var("BANC_ENFANT").ok()
}

/// La sortie de ce programme, relancé sur ces tests dans ce rôle. Chaque test a son secret.
fn relancer(tests: &[&str], role: &str, portee: &str) -> String {
    let mut enfant = Command::new(std::env::current_exe().unwrap())
        .arg("--exact")
        .args(tests)
        .env("BANC_ENFANT", role)
        .env(banc::acte::VARIABLE, portee)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let secrets: Vec<_> = tests
        .iter()
        .map(|test| (*test, format!("SECRET-{test}")))
        .collect();
    let secrets = secrets
        .iter()
        .map(|(test, secret)| (*test, secret.as_str()));
    let entree = banc::acte::entree(secrets);
    let mut tube = enfant.stdin.take().unwrap();
    tube.write_all(entree.as_bytes()).unwrap();
    drop(tube);
    let sortie = enfant.wait_with_output().unwrap();
    String::from_utf8_lossy(&sortie.stdout).into_owned()
}

#[test]
fn l_acte_n_est_signe_qu_apres_un_corps_qui_va_au_bout() {
    for (role, attendu) in [("réussi", true), ("échoué", false), ("imbriqué", false)] {
        let sortie = relancer(&["etape9::signe"], role, banc::acte::UN_TEST);
        assert_eq!(
            sortie.contains("\nSECRET-etape9::signe etape9::signe\n"),
            attendu,
            "{role} : {sortie}"
        );
    }
}

#[test]
fn de_plusieurs_tests_chacun_signe_pour_lui_et_pour_nul_autre() {
    let noms =
        ["un", "deux", "trois", "quatre", "a_part::cinq"].map(|nom| format!("etape8::{nom}"));
    let noms: Vec<_> = noms.iter().map(String::as_str).collect();
    let sortie = relancer(&noms, "ensemble", banc::acte::TOUS_LES_TESTS);
    let mut signes: Vec<_> = sortie
        .lines()
        .filter_map(|ligne| ligne.strip_prefix("SECRET-")?.split_once(' '))
        .map(|(secret, test)| {
            assert_eq!(secret, test, "chacun son secret");
            test
        })
        .collect();
    signes.sort_unstable();
    // Le deuxième échoue, et le quatrième demande la machine pour lui seul.
    assert_eq!(
        signes,
        ["etape8::a_part::cinq", "etape8::trois", "etape8::un"],
        "{sortie}"
    );
    assert!(
        !sortie.contains("---- etape8::quatre stdout ----"),
        "il a couru, et échoué : {sortie}"
    );
}
