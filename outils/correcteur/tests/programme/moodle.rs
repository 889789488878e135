//! De Moodle à Moodle : les travaux téléchargés se notent, la feuille revient remplie, et chacun a son retour.
#![cfg(unix)]

use correcteur::notation;

use crate::commun::cours;
use crate::noter::{erreur_de, exo};
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
        "une note déjà là est remplacée :\n    Participant 102 (ROI Max) : 12,50 devient 15,00",
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
    std::fs::write(lot.chemin("autres-notes/a moi.txt"), "").unwrap();
    let texte = lot.noter(&["--exo", "29", "--moodle", "autres.zip"], 2);
    assert!(texte.contains("« autres-notes » existe déjà"), "{texte}");
    // Vide, il n'est à personne : une commande arrêtée avant la première note l'a laissé.
    std::fs::remove_file(lot.chemin("autres-notes/a moi.txt")).unwrap();
    lot.noter(&["--exo", "29", "--moodle", "autres.zip"], 1);

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

/// Ce qui n'est pas allé de soi est nommé, par le numéro et par le nom : deux copies pour un numéro, dont aucune n'est
/// préférée, une note écrite à regarder, une ancienne qui reste, une remise que le zip n'a pas.
#[test]
fn le_bilan_de_la_feuille_nomme_ce_qui_est_a_regarder() {
    let lot = Lot::nouveau();
    let juste = juste();
    let autre = format!("{juste}// relu\n");
    let travaux = zip_de([
        (
            "DUPONT Al_6_assignsubmission_file/main.rs",
            juste.as_bytes(),
        ),
        ("DUPOND Al_6_assignsubmission_file/main.rs", b"fn"),
        (
            "ROI Max_7_assignsubmission_file/exo29/src/main.rs",
            juste.as_bytes(),
        ),
        ("ROI Max_7_assignsubmission_file/vieux.rs", autre.as_bytes()),
        ("NOËL Zoé_8_assignsubmission_file/a.rs", juste.as_bytes()),
        ("NOËL Zoé_8_assignsubmission_file/b.rs", autre.as_bytes()),
    ]);
    std::fs::write(lot.chemin("remises.zip"), travaux).unwrap();
    let feuille = "Identifiant;Nom complet;Statut;Note;Note maximale;Dernière modification (travail remis)\n\
        Participant 6;Al Dupont;Remis pour évaluation;12,00;20,00;lundi 30 novembre 2026, 10:00\n\
        Participant 7;Max Roi;Remis pour évaluation;;20,00;lundi 30 novembre 2026, 10:00\n\
        Participant 8;Zoé Noël;Remis pour évaluation;20,00;20,00;lundi 30 novembre 2026, 10:00\n\
        Participant 9;Eva Le Gall;Remis pour évaluation;;20,00;-\n\
        Participant 10;Ali Sou;Pas de travail remis;;20,00;lundi 30 novembre 2026, 10:00\n\
        Participant 11;;Pas de travail remis;;20,00;-\n";
    std::fs::write(lot.chemin("feuille.csv"), feuille).unwrap();
    let arguments = "--exo 29 --moodle remises.zip --feuille feuille.csv";
    let texte = lot.noter(&arguments.split(' ').collect::<Vec<_>>(), 1);
    let remplie = std::fs::read_to_string(lot.chemin("remises-notes/feuille-moodle.csv")).unwrap();
    let attendue = feuille.replacen("Remis pour évaluation;;", "Remis pour évaluation;20,00;", 1);
    assert_eq!(remplie, attendue);
    for dit in [
        "deux copies pour le participant 6 : DUPOND Al_6 et DUPONT Al_6",
        "ligne laissée telle quelle, deux copies pour un numéro : Participant 6 (Al Dupont), où reste 12,00\n",
        "note écrite, à regarder (⚑) : Participant 7 (Max Roi)\n",
        "copie à regarder (!) : Participant 8 (Zoé Noël), où reste 20,00\n",
        "la feuille dit remis, le zip n'a rien : Participant 9 (Eva Le Gall), Participant 10 (Ali Sou)\n",
        "rien n'est remis : Participant 11\n",
    ] {
        assert!(texte.contains(dit), "{dit} : {texte}");
    }
    let retours = std::fs::File::open(lot.chemin("remises-notes/retours.zip")).unwrap();
    let retours = zip::ZipArchive::new(retours).unwrap();
    assert!(retours.file_names().all(|nom| nom.contains("_7_")));
}

/// Aucun fichier donné, sous quelque option que ce soit, n'est remplacé par ce qui s'écrit, sous quelque forme que ce soit.
#[test]
fn rien_de_ce_qui_est_donne_n_est_remplace() {
    let lot = Lot::nouveau();
    let travaux = zip_de([("ROI Max_102_assignsubmission_file/main.rs", &b"fn"[..])]);
    let dates = "nom;date\nROI Max_102;2026-12-01 10:00\n";
    let bareme = "exo29 = 10\n[retard]\nlimite = \"2026-12-01T23:59:00+01:00\"\npar_jour = 1\ndates = \"notes.csv\"\n";
    std::fs::create_dir_all(lot.chemin("n/copies")).unwrap();
    std::fs::create_dir_all(lot.chemin("n/retours")).unwrap();
    for (nom, contenu) in [
        ("n/notes.csv", dates),
        ("n/bareme.toml", bareme),
        ("n/rapport.json", ""),
        ("n/resume.md", "exo29 = 10\n"),
        ("n/copies/bareme.toml", "exo29 = 10\n"),
        ("n/retours/bareme.md", "exo29 = 10\n"),
        ("n/feuille-moodle.csv", FEUILLE),
    ] {
        std::fs::write(lot.chemin(nom), contenu).unwrap();
    }
    for nom in ["remises.zip", "n/retours.zip"] {
        std::fs::write(lot.chemin(nom), &travaux).unwrap();
    }
    std::os::unix::fs::symlink(lot.chemin("n/feuille-moodle.csv"), lot.chemin("lien.csv")).unwrap();
    let contenus = || {
        let fichiers = walkdir::WalkDir::new(lot.chemin("n")).sort_by_file_name();
        let fichiers = fichiers.into_iter().flatten();
        let fichiers = fichiers.filter(|entree| entree.file_type().is_file());
        let lus = fichiers.map(|f| (f.path().to_owned(), std::fs::read(f.path()).unwrap()));
        lus.collect::<Vec<_>>()
    };
    let avant = contenus();
    let lot_entier = ["--lot", "lot"];
    let devoir = ["--moodle", "remises.zip"];
    lot.pose("ROI Max_102/main.rs", "fn");
    for (remis, autres, donne) in [
        (
            &devoir[..],
            "--feuille n/feuille-moodle.csv",
            "n/feuille-moodle.csv",
        ),
        (&devoir, "--feuille lien.csv", "lien.csv"),
        (&["--moodle", "n/retours.zip"], "", "n/retours.zip"),
        (
            &devoir,
            "--bareme n/bareme.toml --format csv",
            "n/notes.csv",
        ),
        (
            &devoir,
            "--bareme n/resume.md --format markdown",
            "n/resume.md",
        ),
        (
            &devoir,
            "--bareme n/copies/bareme.toml",
            "n/copies/bareme.toml",
        ),
        (
            &lot_entier,
            "--bareme n/retours/bareme.md --retours n/retours",
            "n/retours/bareme.md",
        ),
        (
            &lot_entier,
            "--corrections n/rapport.json",
            "n/rapport.json",
        ),
        (&["n/retours.zip"], "--memoire n", "n/retours.zip"),
    ] {
        let autres: Vec<_> = autres.split_whitespace().collect();
        let fixes = ["--exo", "29", "--sortie", "n"];
        let texte = lot.noter(&[remis, &autres, &fixes].concat(), 2);
        let mots = texte.split_whitespace().collect::<Vec<_>>().join(" ");
        let dit = mots.contains(&format!("« {donne} » serait remplacé"));
        assert!(
            dit && mots.contains("Choisis un autre dossier"),
            "{donne} : {texte}"
        );
        assert!(contenus() == avant, "{donne}");
    }
    let meme = ["--lot", "n", "--exo", "29", "--sortie", "n"];
    assert!(lot.noter(&meme, 2).contains("« n » est le lot"));
    assert!(contenus() == avant);
    // Écrire à côté de ce qui est donné n'en remplace rien.
    let a_cote = [&devoir[..], &["--exo", "29", "--sortie", "."]].concat();
    lot.noter(&a_cote, 1);
    // Un format qui n'est pas demandé n'écrit rien.
    lot.noter(
        &[
            &devoir[..],
            &["--exo", "29", "--bareme", "n/resume.md", "--sortie", "n"],
        ]
        .concat(),
        1,
    );
}

/// Un dossier de retours ne reçoit pas ce qui remplacerait une remise, ni un fichier à soi.
#[test]
fn un_retour_ne_remplace_qu_un_retour() {
    let lot = Lot::nouveau();
    let juste = juste();
    lot.pose("alice.md", &juste);
    lot.pose("bob/main.rs", "fn");
    lot.pose("chloé/reponse.md", &juste);
    lot.pose("david.rs", "fn");
    let noter = |retours, code| {
        let fixes = ["--exo", "29", "--lot", "lot", "--sortie", "notes"];
        let texte = lot.noter(&[&fixes[..], &["--retours", retours]].concat(), code);
        texte.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for (retours, dit) in [
        ("lot", "« lot » est le lot"),
        ("lot/chloé", "« lot/chloé » est une des copies à noter"),
        (
            "lot/bob/exo29",
            "« lot/bob/exo29 » est dans une des copies à noter",
        ),
    ] {
        let texte = noter(retours, 2);
        assert!(texte.contains(dit), "{dit} : {texte}");
    }
    assert!(!lot.chemin("lot/bob/exo29").exists());

    std::fs::create_dir(lot.chemin("retours")).unwrap();
    for (fichier, contenu) in [
        ("david.md", "# à moi\n"),
        ("bob.html", "<!DOCTYPE html><p>à moi"),
    ] {
        let mien = lot.chemin("retours").join(fichier);
        std::fs::write(&mien, contenu).unwrap();
        let texte = noter("retours", 2);
        let dit = format!("« retours/{fichier} » serait remplacé, et n'est pas un retour");
        assert!(texte.contains(&dit), "{dit} : {texte}");
        assert_eq!(std::fs::read_to_string(&mien).unwrap(), contenu);
        std::fs::remove_file(mien).unwrap();
    }
    assert!(
        !lot.chemin("notes/rapport.json").exists(),
        "refusé avant de noter"
    );
    // Ce qui n'a le nom d'aucun retour reste ; les retours d'une autre fois sont remplacés.
    std::fs::write(lot.chemin("retours/LISEZ-MOI.md"), "# à moi\n").unwrap();
    noter("retours", 1);
    let avant = std::fs::read(lot.chemin("retours/bob.md")).unwrap();
    lot.pose("bob/main.rs", "fn main() {}");
    noter("retours", 1);
    assert_ne!(std::fs::read(lot.chemin("retours/bob.md")).unwrap(), avant);

    // De même d'un lot partagé.
    std::fs::write(lot.chemin("retours/bob.md"), "# à moi\n").unwrap();
    let fusion = "fusionner notes --sortie reuni --retours retours";
    let fusion = exo(&fusion.split(' ').collect::<Vec<_>>())
        .current_dir(lot.chemin(""))
        .assert();
    let erreur = erreur_de(&fusion.code(2));
    assert!(erreur.contains("« retours/bob.md »"), "{erreur}");
    assert!(!lot.chemin("reuni/rapport.json").exists());
}

/// Deux devoirs dont le zip a le même nom : le second ne prend pas la place du premier, que personne n'a nommée.
#[test]
fn un_autre_devoir_du_meme_nom_n_ecrase_pas_le_premier() {
    let lot = Lot::nouveau();
    std::fs::create_dir(lot.chemin("autre")).unwrap();
    for (zip, eleves) in [
        ("remises.zip", &["ROI Max_102", "SOU Ali_104"][..]),
        ("autre/remises.zip", &["ROI Max_202"]),
    ] {
        let chemins: Vec<_> = eleves
            .iter()
            .map(|eleve| format!("{eleve}_assignsubmission_file/main.rs"))
            .collect();
        let travaux = zip_de(chemins.iter().map(|chemin| (chemin.as_str(), &b"fn"[..])));
        std::fs::write(lot.chemin(zip), travaux).unwrap();
    }
    let noter = |zip, code| lot.noter(&["--exo", "29", "--moodle", zip], code);
    noter("remises.zip", 1);
    let rapport = || std::fs::read(lot.chemin("remises-notes/rapport.json")).unwrap();
    let avant = rapport();
    let texte = noter("autre/remises.zip", 2);
    assert!(
        texte.contains("« remises-notes » a déjà les notes d'un autre devoir"),
        "{texte}"
    );
    assert!(rapport() == avant);
    // Le même devoir, un élève de moins, reste le même devoir.
    let travaux = zip_de([("SOU Ali_104_assignsubmission_file/main.rs", &b"fn"[..])]);
    std::fs::write(lot.chemin("remises.zip"), travaux).unwrap();
    noter("remises.zip", 1);
}
