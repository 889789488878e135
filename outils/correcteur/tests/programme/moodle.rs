//! De Moodle à Moodle : les travaux téléchargés se notent, la feuille revient remplie, et chacun a son retour.
#![cfg(unix)]

use correcteur::notation;

use crate::commun::cours;
use crate::remises::{Lot, juste, zip_de};

/// Une feuille comme Moodle en exporte en français : virgules, guillemets, fins de ligne de Windows, marque de tête.
const FEUILLE: &str = "\u{feff}Identifiant,\"Nom complet\",\"Adresse de courriel\",Statut,Note,\"Note maximale\",\"La note \
    peut être modifiée\",\"Dernière modification (travail remis)\",\"Dernière modification (note)\",\"Feedback par \
    commentaires\"\r\n\
    \"Participant 101\",\"NOËL Zoé\",z@u.fr,\"Remis pour évaluation\",,\"20,00\",Oui,\"lundi 3 mars 2025, 10:00\",-,\r\n\
    \"Participant 102\",\"ROI Max\",m@u.fr,\"Remis pour évaluation\",\"12,50\",\"20,00\",Oui,-,-,\r\n\
    \"Participant 103\",\"LE GALL Eva\",e@u.fr,\"Remis pour évaluation\",\"2,00\",\"20,00\",Non,-,-,\r\n\
    \"Participant 104\",\"SOU Ali\",a@u.fr,\"Aucun travail remis\",,\"20,00\",Oui,-,-,\r\n\
    \"Participant 105\",\"O'HARA Léo\",l@u.fr,\"Remis pour évaluation\",,\"20,00\",Oui,-,-,\r\n";

#[test]
fn de_moodle_a_moodle() {
    let lot = Lot::nouveau();
    let juste = juste();
    let trois_sur_quatre = juste
        .replacen("tokio::time::sleep(duree).await;", "todo!()", 1)
        .replace(
            "faire_une_pause(delai).await;",
            "tokio::time::sleep(delai).await;",
        );
    let rendu = zip_de([("exo29/src/main.rs", juste.as_bytes())]);
    let travaux = zip_de([
        ("NOËL Zoé_101_assignsubmission_file/rendu.zip", &rendu[..]),
        (
            "ROI Max_102_assignsubmission_file/main.rs",
            trois_sur_quatre.as_bytes(),
        ),
        (
            "ROI Max_102_assignsubmission_onlinetext/onlinetext.html",
            b"<p>voil\xC3\xA0</p>",
        ),
        (
            "LE GALL Eva_103_assignsubmission_file/main.rs",
            juste.as_bytes(),
        ),
        (
            "O'HARA L\u{e9}o_105_assignsubmission_file/a.rs",
            juste.as_bytes(),
        ),
        (
            "O'HARA L\u{e9}o_105_assignsubmission_file/b.rs",
            b"fn main() {}",
        ),
        (
            "UN Autre_999_assignsubmission_file/main.rs",
            b"fn main() { 1 }",
        ),
    ]);
    std::fs::write(lot.chemin("remises.zip"), &travaux).unwrap();
    std::fs::write(lot.chemin("feuille.csv"), FEUILLE).unwrap();
    let moodle = [
        "--exo",
        "29",
        "--moodle",
        "remises.zip",
        "--feuille",
        "feuille.csv",
    ];
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        let issue = git.args(arguments).current_dir(lot.chemin("")).output();
        String::from_utf8(issue.unwrap().stdout).unwrap()
    };
    git(&["init", "--quiet"]);
    let avant = git(&["status", "--porcelain"]);
    let texte = lot.noter(&moodle, 1);
    let sortie = lot.chemin("remises-notes");
    // La sortie que personne n'a choisie ne salit pas le dépôt où la commande est lancée.
    assert_eq!(git(&["status", "--porcelain"]), avant);
    assert!(avant.contains("remises.zip"), "{avant}");

    let remplie = std::fs::read_to_string(sortie.join("feuille-moodle.csv")).unwrap();
    let ecart = similar::TextDiff::from_lines(FEUILLE, &remplie);
    println!("{}", ecart.unified_diff().context_radius(0));
    let attendue = FEUILLE
        .replace(
            "évaluation\",,\"20,00\",Oui,\"lundi 3 mars 2025, 10:00\",-,",
            "évaluation\",\"20,00\",\"20,00\",Oui,\"lundi 3 mars 2025, 10:00\",-,Note calculée : 20 sur 20. exo29 : 4 étapes \
             sur 4.",
        )
        .replace(
            "m@u.fr,\"Remis pour évaluation\",\"12,50\",\"20,00\",Oui,-,-,",
            "m@u.fr,\"Remis pour évaluation\",\"15,00\",\"20,00\",Oui,-,-,\"Note calculée : 15 sur 20. exo29 : 3 étapes sur 4, \
             à reprendre à l'étape 1.\"",
        );
    assert_eq!(remplie, attendue);
    for dit in [
        "une note déjà là est remplacée :\n    Participant 102 : 12,50 devient 15,00",
        "rien n'est remis : Participant 104",
        "copie à regarder (!) : Participant 105",
        "pas modifiable : Participant 103",
        "absent de la feuille : Participant 999",
    ] {
        assert!(texte.contains(dit), "{dit} : {texte}");
    }

    let retours = std::fs::File::open(sortie.join("retours.zip")).unwrap();
    let mut retours = zip::ZipArchive::new(retours).unwrap();
    let mut noms: Vec<_> = retours.file_names().map(str::to_owned).collect();
    noms.sort();
    let attendus = [
        "LE GALL Eva_103",
        "NOËL Zoé_101",
        "ROI Max_102",
        "UN Autre_999",
    ]
    .map(|qui| {
        ["html", "md"].map(|suffixe| format!("{qui}_assignsubmission_file/retour.{suffixe}"))
    });
    assert_eq!(noms, attendus.concat());
    for sien in &attendus[2] {
        let mut texte = String::new();
        let mut fichier = retours.by_name(sien).unwrap();
        std::io::Read::read_to_string(&mut fichier, &mut texte).unwrap();
        assert!(texte.contains("7,5 points sur 10"), "{texte}");
        assert!(!texte.contains("GALL") && !texte.contains("Zoé"), "{texte}");
    }

    // Arrêtée avant son rapport, la même commande reprend dans le même dossier ; d'un autre, elle ne prend pas la place.
    std::fs::remove_file(sortie.join("rapport.json")).unwrap();
    let texte = lot.noter(&[&moodle[..], &["--reprendre"]].concat(), 1);
    assert!(texte.contains("copies notées : 0 ; déjà là : 5"), "{texte}");
    std::fs::remove_file(sortie.join("rapport.json")).unwrap();
    lot.noter(&moodle, 1);
    std::fs::copy(lot.chemin("remises.zip"), lot.chemin("autres.zip")).unwrap();
    std::fs::create_dir(lot.chemin("autres-notes")).unwrap();
    let texte = lot.noter(&["--exo", "29", "--moodle", "autres.zip"], 2);
    assert!(texte.contains("« autres-notes » existe déjà"), "{texte}");

    // La même archive, donnée comme une copie, se reconnaît.
    let cours = cours();
    let demandes = [&cours.exercices[0]];
    let remises = notation::rassembler(&cours, &[lot.chemin("remises.zip")], &[], &demandes);
    let remises = remises.unwrap().remises;
    let noms: Vec<_> = remises.iter().map(|remise| remise.nom.as_str()).collect();
    assert_eq!(
        noms,
        [
            "LE GALL Eva_103",
            "NOËL Zoé_101",
            "O'HARA Léo_105",
            "ROI Max_102",
            "UN Autre_999"
        ]
    );
    let numeros = remises
        .iter()
        .filter_map(|remise| remise.participant.as_ref());
    assert!(
        numeros
            .map(|participant| participant.numero)
            .eq([103, 101, 105, 102, 999])
    );

    // Rien de ce qui est donné n'est remplacé.
    assert_eq!(std::fs::read(lot.chemin("remises.zip")).unwrap(), travaux);
    std::fs::copy(lot.chemin("feuille.csv"), sortie.join("feuille-moodle.csv")).unwrap();
    let meme = [
        "--exo",
        "29",
        "--moodle",
        "remises.zip",
        "--feuille",
        "remises-notes/feuille-moodle.csv",
    ];
    assert!(lot.noter(&meme, 2).contains("serait remplacé"));
    std::fs::write(lot.chemin("autre.csv"), "copie;note\n").unwrap();
    let autre = [
        "--exo",
        "29",
        "--moodle",
        "remises.zip",
        "--feuille",
        "autre.csv",
    ];
    assert!(lot.noter(&autre, 2).contains("« Identifiant »"));
}
