//! La ligne de commande parle français : aides et erreurs, et une demande qui ne se comprend pas finit par le
//! code 2.

use std::collections::BTreeSet;

use assert_cmd::Command;

use crate::commun::{PROGRAMME, lire, racine};
use crate::depot::chaines_de;

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
        ("indice 31 2 3", "« 3 » est de trop"),
        ("solution", "il manque <NN>"),
        (
            "noter",
            "que noter ? donne une copie, ou une classe par --lot ou --moodle",
        ),
        (
            "noter --moodle a.zip --moodle b.zip",
            "--moodle ne se donne qu'une fois : un devoir, un groupe à la fois",
        ),
        (
            "noter --sortie a --sortie b x",
            "--sortie ne se donne qu'une fois\n",
        ),
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

/// Les commandes qu'un texte suggère, sans ce qui les entoure, un exemple à la place de ce qui varie.
fn suggerees(texte: &str) -> BTreeSet<String> {
    let suites = texte.split("cargo exo ").skip(1);
    let commandes = suites.map(|suite| {
        let fins = [
            "@", "`", "»", "#", "…", ";", "|", ")", "]", "\n", "·", "\"", "$", " :", ", ", ". ",
        ];
        let fin = fins.iter().filter_map(|fin| suite.find(fin)).min();
        let commande = suite[..fin.unwrap_or(suite.len())].trim_end_matches([',', '.', ' ']);
        let exemples = [
            ("{etape}", "1"),
            ("{suivant}", "2"),
            ("NN", "29"),
            ("ÉTAPE", "2"),
        ];
        let varie = |mot: &str| mot.starts_with('{') && mot.ends_with('}');
        let mots = commande.split_whitespace().map(|mot| {
            let exemple = exemples.iter().find(|(nom, _)| *nom == mot);
            exemple.map_or(if varie(mot) { "29" } else { mot }, |(_, exemple)| exemple)
        });
        mots.collect::<Vec<_>>().join(" ")
    });
    commandes.collect()
}

#[test]
fn chaque_commande_suggeree_se_comprend() {
    let sources = walkdir::WalkDir::new(racine().join("outils/correcteur/src"));
    let sources = sources
        .into_iter()
        .map(|entree| entree.unwrap().into_path());
    let chaines = sources
        .filter(|chemin| chemin.extension().is_some_and(|ext| ext == "rs"))
        .flat_map(|chemin| chaines_de(&lire(chemin)));
    let pages = [
        "README.md",
        ".github/CONTRIBUTING.md",
        "outils/correcteur/README.md",
    ]
    .map(lire);
    let commandes: BTreeSet<String> = chaines
        .chain(pages)
        .flat_map(|texte| suggerees(&texte))
        .collect();
    for attendue in [
        "indice 29 1 --niveau 2",
        "solution 29 --quand-meme",
        "recommencer 29",
        "29",
    ] {
        assert!(
            commandes.contains(attendue),
            "{attendue} n'est pas lue : {commandes:?}"
        );
    }
    for commande in &commandes {
        // `--help` fait tout lire sans rien faire.
        let (code, dit) = exo(&format!("{commande} --help"));
        // « cargo exo noter --moodle » nomme une option, sans rien demander de plus.
        let nommee = commande.ends_with(|c: char| c.is_ascii_alphabetic())
            && dit.contains("attend une valeur");
        assert!(code == 0 || nommee, "cargo exo {commande}\n{dit}");
    }
}
