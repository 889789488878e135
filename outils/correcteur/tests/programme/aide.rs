//! La ligne de commande parle français : aides et erreurs, et une demande qui ne se comprend pas finit par le
//! code 2.

use assert_cmd::Command;

use crate::commun::PROGRAMME;

const COMMANDES: [&str; 11] = [
    "",
    "tableau",
    "suivre",
    "indice",
    "solution",
    "recommencer",
    "ouvrir",
    "completions",
    "verifier",
    "noter",
    "fusionner",
];

/// Le code de sortie, et tout ce qui est écrit.
fn exo(mots: &str) -> (i32, String) {
    let mut commande = Command::new(PROGRAMME);
    let sortie = commande.args(mots.split_whitespace()).output().unwrap();
    let texte = [sortie.stdout, sortie.stderr].concat();
    (
        sortie.status.code().unwrap(),
        String::from_utf8(texte).unwrap(),
    )
}

fn est_en_francais(texte: &str) {
    for anglais in [
        "error:",
        "Usage:",
        "Commands:",
        "Print",
        "default",
        "possible values",
        "Possible values",
        "For more",
        "[COMMAND]",
    ] {
        assert!(!texte.contains(anglais), "« {anglais} » dans\n{texte}");
    }
}

#[test]
fn chaque_aide_est_en_francais() {
    for commande in COMMANDES {
        for aide in ["--help", "-h"] {
            let (code, texte) = exo(&format!("{commande} {aide}"));
            assert_eq!(code, 0, "{commande} {aide}\n{texte}");
            assert!(texte.contains("Usage : cargo exo"), "{texte}");
            est_en_francais(&texte);
        }
    }
}

/// Un nom de dossier est à l'élève : il n'agit ni sur le terminal, ni sur un flux GitHub Actions.
#[test]
fn une_erreur_ne_repete_rien_qui_agisse() {
    let mut commande = Command::new(PROGRAMME);
    let sortie = commande
        .args(["noter", "/nulle/\u{1b}[31m\n::error::part"])
        .output()
        .unwrap();
    let texte = String::from_utf8(sortie.stderr).unwrap();
    assert_eq!(sortie.status.code(), Some(2));
    assert!(texte.contains("n'existe pas"), "{texte}");
    assert!(
        !texte.contains('\u{1b}') && !texte.contains("::error"),
        "{texte}"
    );
}

#[test]
fn une_demande_qui_ne_se_comprend_pas_dit_pourquoi() {
    for (mots, raison) in [
        ("--inconnue", "« --inconnue » n'est pas une option connue"),
        ("noter --sorti x", "peut-être --sortie"),
        ("suivr", "peut-être suivre ?"),
        ("bidule", "« bidule » n'est pas une commande connue"),
        ("noter --travaux x", "il y faut un nombre entier"),
        ("noter --travaux", "--travaux <N> attend une valeur"),
        ("verifier --delai 0", "0 n'est pas dans 1.."),
        (
            "verifier --montrer exo29",
            "comme « exo33/lire_puis_ecrire »",
        ),
        (
            "verifier --montrer exo29/nulle",
            "exo29 n'a pas de réponse fausse « nulle »",
        ),
        (
            "verifier --montrer exo29/nulle --exo 29",
            "--montrer <RÉPONSE> ne va pas avec --exo <NN>",
        ),
        ("noter --format xml", "possible : table, json"),
        ("noter --partie 5/4 x", "écris k/n"),
        ("indice 31 2 3", "« 3 »"),
        ("solution", "il manque <NN>"),
        (
            "indice --tout --niveau 2",
            "--tout ne va pas avec --niveau <N>",
        ),
    ] {
        let (code, texte) = exo(mots);
        assert_eq!(code, 2, "{mots}\n{texte}");
        assert!(texte.starts_with("erreur : "), "{mots}\n{texte}");
        assert!(texte.contains(raison), "{mots}\n{texte}");
        est_en_francais(&texte);
    }
}
