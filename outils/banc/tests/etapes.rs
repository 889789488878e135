//! L'acte de fin : qui peut signer, et quoi. Ce fichier a le nom d'un fichier de tests d'exercice, parce que le banc
//! ne laisse signer, parmi d'autres, que les essais lancés depuis un fichier de ce nom.

use std::process::Command;

include!("imite/reponse.rs");

/// Le rôle de ce processus, s'il est relancé par un des tests ci-dessous.
fn role() -> Option<String> {
    std::env::var("BANC_ENFANT").ok()
}

#[test]
fn etape9_signe() {
    match role().as_deref() {
        Some("réussi") => banc::essai(|| {}),
        Some("échoué") => banc::essai(|| panic!("non")),
        Some("imbriqué") => banc::essai(|| {
            banc::essai(|| {});
            std::process::exit(0);
        }),
        _ => {}
    }
}

/// Le nom d'un test sans son module.
fn court(test: &str) -> &str {
    test.rsplit("::").next().unwrap_or(test)
}

/// La sortie de ce programme, relancé sur ces tests dans ce rôle, leurs secrets l'attendant sur son entrée.
fn relancer(tests: &[&str], role: &str, portee: &str) -> String {
    use std::io::Write;
    let mut enfant = Command::new(std::env::current_exe().unwrap())
        .arg("--exact")
        .args(tests)
        .env("BANC_ENFANT", role)
        .env(banc::acte::VARIABLE, portee)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    // Chaque test a le sien.
    let secrets: Vec<_> = tests
        .iter()
        .map(|test| (court(test), format!("SECRET-{}", court(test))))
        .collect();
    let secrets = secrets
        .iter()
        .map(|(test, secret)| (*test, secret.as_str()));
    let entree = banc::acte::entree(secrets);
    enfant
        .stdin
        .take()
        .unwrap()
        .write_all(entree.as_bytes())
        .unwrap();
    let sortie = enfant.wait_with_output().unwrap();
    String::from_utf8_lossy(&sortie.stdout).into_owned()
}

#[test]
fn l_acte_n_est_signe_qu_apres_un_corps_qui_va_au_bout() {
    for (role, attendu) in [("réussi", true), ("échoué", false), ("imbriqué", false)] {
        let sortie = relancer(&["etape9_signe"], role, banc::acte::UN_TEST);
        assert_eq!(
            sortie.contains("\nSECRET-etape9_signe etape9_signe\n"),
            attendu,
            "{role} : {sortie}"
        );
    }
}

mod etapes {
    use super::{banc_imite, role};

    #[test]
    fn etape8_un() {
        if role().is_some() {
            banc::essai(|| {
                super::etapes();
                banc_imite::etape8_deux();
                banc_imite::relayer(|| {});
            });
        }
    }

    #[test]
    fn etape8_deux() {
        if role().is_some() {
            banc::essai(|| panic!("non"));
        }
    }

    #[test]
    fn etape8_trois() {
        if role().is_some() {
            banc::essai_virtuel(async {});
        }
    }

    #[test]
    fn etape8_quatre() {
        if role().is_some() {
            banc::essai_parallele(async {});
        }
    }
}

#[test]
fn de_plusieurs_tests_chacun_signe_pour_lui_et_pour_nul_autre() {
    let noms = ["un", "deux", "trois", "quatre"].map(|nom| format!("etapes::etape8_{nom}"));
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
    assert_eq!(signes, ["etape8_trois", "etape8_un"], "{sortie}");
}
