//! Ce que l'enseignant décide des notes : barème, bonus, retards, corrections faites à la main. Tout est exact, se voit
//! dans chaque rapport, survit à une nouvelle notation, et une faute dans ses fichiers l'arrête avant de noter.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use assert_cmd::assert::Assert;
use correcteur::modele::rapport::{FICHIER, Rapport};

use crate::commun::exo29_avec;
use crate::noter::{Classe, copie, erreur_de, exo, solution};
use crate::remises::zip_de;

/// Note l'exo 29 du lot, dans ce dossier de sortie.
pub(crate) fn noter_29(classe: &Classe, sortie: &str, options: &[&str]) -> Assert {
    let mut commande = exo(&["noter", "--exo", "29", "--lot"]);
    commande
        .arg(classe.lot())
        .arg("--sortie")
        .arg(classe.sortie(sortie));
    commande.arg("--memoire").arg(classe.sortie("memoire"));
    commande.args(options).assert()
}

/// Écrit ce fichier à côté du lot, et rend son chemin.
pub(crate) fn ecrire(classe: &Classe, nom: &str, texte: &str) -> String {
    std::fs::write(classe.sortie(nom), texte).unwrap();
    classe.sortie(nom).to_str().unwrap().to_owned()
}

fn note(rapport: &Rapport, nom: &str) -> f64 {
    copie(rapport, nom).note.into()
}

/// Alice a tout, Bob tout sauf l'étape 1.
pub(crate) fn deux_copies() -> Classe {
    let classe = Classe::nouvelle();
    classe.remet("alice", "exo29", solution("exo29"));
    classe.remet("bob", "exo29", exo29_avec("todo!()"));
    classe
}

/// Étapes 1 à 3 : 10,75 ; l'étape 4 en bonus. Bob remet une demi-heure trop tard.
const BAREME: &str = "[exo29]\netapes = [5, 2.5, 3.25, 0.5]\nbonus = [4]\n\n[retard]\n\
    limite = 2026-12-01T23:59:00+01:00\npar_jour = 2\nplafond = \"50 %\"\ndates = \"dates.csv\"\n";
const DATES: &str = "nom;date\nalice;2026-12-01 20:00\nbob;02/12/2026 00:30\n";
const CORRECTIONS: &str = "[[correction]]\ncopie = \"bob\"\nexercice = \"exo29\"\netape = 1\npoints = 1.5\n\
    raison = \"le raisonnement est juste\"\n";

#[test]
fn bareme_corrections_et_retards_se_lisent_dans_chaque_rapport() {
    let classe = deux_copies();
    let bareme = ecrire(&classe, "bareme.toml", BAREME);
    ecrire(&classe, "dates.csv", DATES);
    let corrections = ecrire(&classe, "corrections.toml", CORRECTIONS);
    let retours = classe.sortie("retours");
    let mut options = vec!["--bareme", &bareme, "--corrections", &corrections];
    options.extend(["--retours", retours.to_str().unwrap()]);
    for format in [
        "table",
        "github",
        "csv",
        "html",
        "junit",
        "markdown",
        "gradescope",
        "exercism",
        "classroom-legacy",
    ] {
        options.extend(["--format", format]);
    }
    let issue = noter_29(&classe, "notes", &options).code(1);

    let rapport = classe.rapport("notes");
    let bob = copie(&rapport, "bob");
    assert_eq!(copie(&rapport, "alice").resultats[0].points, 11.25);
    // 11,25 sur 10,75 ferait plus de 20.
    assert_eq!(note(&rapport, "alice"), 20.0);
    assert_eq!(bob.resultats[0].points, 7.75);
    assert_eq!(bob.resultats[0].points_max, 10.75);
    let corrigee = &bob.resultats[0].etapes[0];
    assert_eq!(corrigee.points, 1.5);
    assert_eq!(corrigee.correction.as_ref().unwrap().automatique, 0.0);
    // 7,75 / 10,75 × 20 = 14,42, moins 2.
    assert_eq!(bob.retard.as_ref().unwrap().jours, 1);
    assert_eq!(note(&rapport, "bob"), 12.42);

    let mut textes: BTreeMap<String, String> = walkdir::WalkDir::new(classe.sortie("notes"))
        .into_iter()
        .chain(walkdir::WalkDir::new(&retours))
        .map(|entree| entree.unwrap().into_path())
        .filter(|chemin| chemin.is_file() && !chemin.to_string_lossy().contains("/copies/"))
        .filter(|chemin| !chemin.to_string_lossy().contains("alice"))
        .map(|chemin| {
            (
                chemin.display().to_string(),
                std::fs::read_to_string(chemin).unwrap(),
            )
        })
        .collect();
    let affiche = String::from_utf8(issue.get_output().stdout.clone()).unwrap();
    textes.insert("affiché".into(), affiche);
    let legacy = textes
        .keys()
        .find(|nom| nom.contains("classroom-legacy"))
        .unwrap()
        .clone();
    let decode = |variables: &str| -> String {
        use base64::Engine as _;
        let valeur = variables
            .split_once("EXO29_RESULTS=")
            .unwrap()
            .1
            .lines()
            .next()
            .unwrap();
        let octets = base64::engine::general_purpose::STANDARD
            .decode(valeur)
            .unwrap();
        String::from_utf8(octets).unwrap()
    };
    let clair = decode(&textes[&legacy]);
    textes.insert(legacy, clair);
    assert_eq!(textes.len(), 11, "{:?}", textes.keys());
    for (nom, texte) in &textes {
        let mots = texte.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            mots.contains("le raisonnement est juste"),
            "{nom} : {texte}"
        );
        let json = nom.ends_with(FICHIER);
        assert!(json || mots.contains("1,5 au lieu de 0"), "{nom} : {texte}");
    }
    for (nom, texte) in &textes {
        if [
            "notes.csv",
            "rapport.html",
            "junit.xml",
            "resume.md",
            "bob.html",
            "bob.md",
            "affiché",
        ]
        .iter()
        .any(|fin| nom.ends_with(fin))
        {
            let dit = texte.contains("1 jour de retard") || nom.ends_with("csv");
            assert!(dit, "{nom} : {texte}");
        }
    }
    // Les décimales sont celles qu'on a données : aucun reste binaire nulle part.
    let json = classe.texte("notes");
    for nombre in json.split(|c: char| !(c.is_ascii_digit() || c == '.')) {
        let decimales = nombre.split_once('.').map_or(0, |(_, d)| d.len());
        assert!(decimales <= 2 || nombre.starts_with('.'), "{nombre}");
    }
}

#[test]
fn une_correction_survit_a_une_nouvelle_notation_et_au_changement_de_la_copie() {
    let classe = deux_copies();
    let corrections = ecrire(&classe, "corrections.toml", CORRECTIONS);
    let options = ["--corrections", corrections.as_str(), "--format", "csv"];
    noter_29(&classe, "notes", &options).code(1);
    let csv = || std::fs::read(classe.sortie("notes/notes.csv")).unwrap();
    let avant = csv();
    assert_eq!(note(&classe.rapport("notes"), "bob"), 18.0);
    noter_29(&classe, "notes", &[&options[..], &["--reprendre"]].concat()).code(1);
    assert_eq!(csv(), avant);
    noter_29(&classe, "notes", &[&options[..], &[]].concat()).code(1);
    assert_eq!(csv(), avant);
    // Sans le fichier, la note des tests revient.
    noter_29(&classe, "notes", &["--reprendre"]).code(1);
    assert_eq!(note(&classe.rapport("notes"), "bob"), 15.0);
    // Bob remet la solution : la correction reste, à côté de ce que les tests donnent maintenant.
    classe.remet("bob", "exo29", solution("exo29"));
    noter_29(&classe, "notes", &options).code(0);
    let rapport = classe.rapport("notes");
    let etape = &copie(&rapport, "bob").resultats[0].etapes[0];
    assert_eq!((etape.points, note(&rapport, "bob")), (etape.points, 18.0));
    assert_eq!(etape.points, 1.5);
    assert_eq!(etape.correction.as_ref().unwrap().automatique, 2.5);
}

/// Un Mac écrit « é » en deux caractères dans les noms d'un zip : à l'écran, c'est le même nom.
#[test]
fn un_nom_aux_accents_decomposes_est_le_meme_nom() {
    let classe = Classe::nouvelle();
    classe.remet("E\u{301}loi\u{308}se", "exo29", exo29_avec("todo!()"));
    classe.remet("chloé", "exo29", exo29_avec("todo!()"));
    let bareme = BAREME.replace("bonus = [4]\n", "");
    let bareme = ecrire(&classe, "bareme.toml", &bareme);
    let dates = "nom;date\nÉloïse;2026-12-01\nchloe\u{301};2026-12-01\n";
    ecrire(&classe, "dates.csv", dates);
    let corrections = ["Éloïse", "chloe\u{301}"].map(|nom| CORRECTIONS.replace("bob", nom));
    let corrections = ecrire(&classe, "corrections.toml", &corrections.concat());
    let retours = classe.sortie("retours");
    let options = ["--bareme", &bareme, "--corrections", &corrections];
    let retours_aussi = ["--retours", retours.to_str().unwrap()];
    noter_29(&classe, "notes", &[&options[..], &retours_aussi].concat()).code(1);
    let rapport = classe.rapport("notes");
    for nom in ["Éloïse", "chloé"] {
        let etape = &copie(&rapport, nom).resultats[0].etapes[0];
        assert_eq!(etape.points, 1.5, "{nom}");
        assert!(retours.join(format!("{nom}.html")).is_file(), "{nom}");
    }
}

#[test]
fn les_dates_peuvent_etre_celles_des_fichiers() {
    let classe = deux_copies();
    let limite: SystemTime = SystemTime::UNIX_EPOCH + Duration::from_secs(1_796_166_000);
    for (nom, apres) in [("alice", 0), ("bob", 3 * 24 * 3600 - 60)] {
        let fichier = classe.sources(nom, "exo29").join("main.rs");
        let fichier = std::fs::File::options().write(true).open(fichier).unwrap();
        fichier
            .set_modified(limite + Duration::from_secs(apres))
            .unwrap();
    }
    let limite = "2026-12-01T23:00:00Z";
    assert_eq!(
        limite.parse::<jiff::Timestamp>().unwrap().as_second(),
        1_796_166_000
    );
    let texte = format!("[retard]\nlimite = {limite}\npar_jour = \"10 %\"\ndates = \"fichiers\"\n");
    let bareme = ecrire(&classe, "bareme.toml", &texte);
    noter_29(&classe, "notes", &["--bareme", &bareme]).code(1);
    let rapport = classe.rapport("notes");
    assert_eq!(note(&rapport, "alice"), 20.0);
    assert!(copie(&rapport, "alice").retard.is_none());
    // 15 moins trois fois 10 %.
    assert_eq!(note(&rapport, "bob"), 10.5);
    // --dates passe devant.
    let dates = ecrire(
        &classe,
        "dates.csv",
        "date,nom\n2026-12-02,bob\n2026-12-01,alice\n",
    );
    let options = ["--bareme", &bareme, "--dates", &dates, "--reprendre"];
    noter_29(&classe, "notes", &options).code(1);
    assert_eq!(note(&classe.rapport("notes"), "bob"), 13.5);
}

#[test]
fn l_archive_d_une_classe_ne_dit_pas_quand_chacun_a_remis() {
    let classe = Classe::nouvelle();
    let juste = solution("exo29");
    let archive = zip_de(["alice/main.rs", "bob/main.rs"].map(|chemin| (chemin, juste.as_bytes())));
    std::fs::write(classe.sortie("classe.zip"), archive).unwrap();
    let retard = BAREME.replace("dates.csv", "fichiers");
    let bareme = ecrire(&classe, "bareme.toml", &retard);
    let mut commande = exo(&["noter", "--exo", "29", "--bareme", &bareme, "--lot"]);
    let erreur = erreur_de(&commande.arg(classe.sortie("classe.zip")).assert().code(2));
    assert!(erreur.contains("archive d'une classe"), "{erreur}");
    // Déployée, ses dates seraient celles de l'extraction : le conseiller donnerait de faux retards.
    assert!(erreur.contains("même déployée"), "{erreur}");
}

/// Chaque faute : le barème, les dates, les corrections, et ce que l'erreur doit dire.
#[test]
fn un_fichier_faux_est_refuse_avant_de_noter_en_disant_quoi_faire() {
    let classe = deux_copies();
    let limite = "limite = 2026-12-01T23:59:00+01:00\n";
    let retard = |reste: &str| format!("[retard]\n{limite}{reste}");
    let correction = |champs: &str| {
        let mut entrees: BTreeMap<&str, &str> = BTreeMap::from([
            ("copie", "\"bob\""),
            ("exercice", "\"exo29\""),
            ("etape", "1"),
            ("points", "1"),
            ("raison", "\"ainsi\""),
        ]);
        for champ in champs.split(';').filter(|champ| !champ.is_empty()) {
            let (nom, valeur) = champ.split_once('=').unwrap();
            entrees.insert(nom, valeur);
        }
        let lignes: Vec<_> = entrees
            .iter()
            .map(|(nom, valeur)| format!("{nom} = {valeur}\n"))
            .collect();
        format!("[[correction]]\n{}", lignes.concat())
    };
    let deux = correction("") + &correction("points=2");
    let sans_bob = "nom,date\nalice,2026-12-01\n";
    let cas: Vec<(&str, String, &str)> = vec![
        (
            "barème",
            "exo29 = -1".into(),
            "ligne 1 : exo29 = -1 : un nombre de points n'est pas négatif",
        ),
        (
            "barème",
            "exo29 = 1.234".into(),
            "exo29 = 1.234 : des points s'écrivent avec deux décimales au plus",
        ),
        ("barème", "exo29 = nan".into(), "deux décimales au plus"),
        (
            "barème",
            "exo29 = 20000".into(),
            "c'est plus de 10000 points",
        ),
        (
            "barème",
            "exo29 = \"5\"".into(),
            "exo29 = \"5\" : il faut un nombre de points, sans guillemets",
        ),
        (
            "barème",
            "exo30 = 1\nexo29 = 2,5".into(),
            "ligne 2 : « exo29 = 2,5 » : les décimales s'écrivent avec un point",
        ),
        (
            "barème",
            "exo29 = 1\nexo29 = 2".into(),
            "ligne 2 : « exo29 = 2 » : cette clef y est deux fois",
        ),
        (
            "barème",
            "exo29 = 1\n29 = 2".into(),
            "ligne 2 : 29 = 2 : exo29 y est deux fois",
        ),
        (
            "barème",
            "\n[exo29]\n\netapes = [1, 2]".into(),
            "ligne 4 : etapes = [1, 2] : exo29 a 4 étapes",
        ),
        (
            "barème",
            "[exo29]\netapes = 4".into(),
            "ligne 2 : etapes = 4 : exo29 a 4 étapes, il faut une liste",
        ),
        (
            "barème",
            "[exo29]\netapes = [\n 1,\n 2,\n 3,\n -4,\n]".into(),
            "ligne 6 : exo29, étape 4 = -4 : un nombre",
        ),
        (
            "barème",
            "[exo29]\netapes = [1, 2, 3, 4]\nbonus = [5]".into(),
            "ligne 3 : bonus = 5 : exo29 a des étapes de 1 à 4",
        ),
        (
            "barème",
            "[exo29]\netapes = [1, 2, 3, 4]\nbonus = 4".into(),
            "ligne 3 : bonus = 4 : il faut une liste",
        ),
        (
            "barème",
            "[exo29]\npoints = 3\nbonus = [1]".into(),
            "ligne 3 : bonus = [1] : une étape de bonus demande « etapes »",
        ),
        (
            "barème",
            "[exo29]\n# en tout\npoint = 3".into(),
            "ligne 3 : point = 3 : « point » n'existe pas dans [exo29] : il y a points, etapes, bonus ; veux-tu dire « points » ?",
        ),
        (
            "barème",
            "[exo29]".into(),
            "ligne 1 : [exo29] : il faut « points »",
        ),
        (
            "barème",
            "exo29 = 0".into(),
            "toutes les notes seraient nulles",
        ),
        (
            "barème",
            "exo30 = 2\n[exo2g]\npoints = 3".into(),
            "ligne 2 : [exo2g] : pas d'exercice « exo2g » : il y a exo29, exo30,",
        ),
        (
            "barème",
            "[retards]\npar_jour = 2".into(),
            "veux-tu dire « retard » ?",
        ),
        ("barème", "exo30 = 2\nexo29 = [".into(), "ligne 2"),
        (
            "barème",
            "exo29 = cinq".into(),
            "ligne 1 : « exo29 = cinq » : il y faut une ligne par exercice",
        ),
        (
            "barème",
            "[[retard]]\npar_jour = 2".into(),
            "ligne 1 : [[retard]] : c'est une partie",
        ),
        (
            "barème",
            "retard = 2".into(),
            "ligne 1 : retard = 2 : c'est une partie",
        ),
        ("barème", retard("par_jour = 2"), "d'où viennent les dates"),
        (
            "barème",
            retard("dates = \"fichiers\""),
            "ligne 1 : [retard] : il y manque « par_jour »",
        ),
        (
            "barème",
            retard("par_jours = 2"),
            "ligne 3 : par_jours = 2 : « par_jours » n'existe pas dans [retard]",
        ),
        (
            "barème",
            retard("par_jour = -2"),
            "ligne 3 : par_jour = -2 : un nombre de points n'est pas négatif",
        ),
        (
            "barème",
            retard("par_jour = \"110 %\""),
            "ligne 3 : par_jour = \"110 %\" : écris des points sur 20",
        ),
        (
            "barème",
            retard("par_jour = 2\nplafond = \"deux\""),
            "ligne 4 : plafond = \"deux\"",
        ),
        (
            "barème",
            retard("par_jour = 2\ndates = 3"),
            "ligne 4 : dates = 3 : il faut un nom de fichier",
        ),
        (
            "barème",
            retard("par_jour = 2\ndates = \"absent.csv\""),
            "n'existe pas",
        ),
        (
            "barème",
            "[retard]\nlimite = 2026-12-01\npar_jour = 2".into(),
            "ligne 2 : limite = 2026-12-01 : ce n'est pas un instant",
        ),
        (
            "barème",
            "[retard]\nlimite = \"hier\"\npar_jour = 2".into(),
            "limite = \"hier\" : ce n'est pas un instant",
        ),
        (
            "dates",
            "nom,date\n\nalice,hier\n".into(),
            "ligne 3 : « hier » n'est pas une date",
        ),
        (
            "dates",
            "qui,quand\n".into(),
            "ligne 1 : « qui, quand » : la première ligne nomme les colonnes, et il y faut nom et date",
        ),
        (
            "dates",
            String::new(),
            "le fichier est vide : la première ligne nomme",
        ),
        (
            "barème",
            "exo92 = 1".into(),
            "exo35, exo36, et la partie [retard]",
        ),
        (
            "dates",
            "nom,datte\n".into(),
            "il y faut nom et date ; veux-tu dire « date » ?",
        ),
        (
            "dates",
            sans_bob.into(),
            "quand cette copie a été remise : ajoute une ligne par copie, à son nom exact bob",
        ),
        (
            "dates",
            "nom,date\nbobb,2026-12-01\n".into(),
            "ces copies ont été remises : ajoute une ligne par copie, à son nom exact alice bob ; veux-tu dire « bobb » ?",
        ),
        (
            "dates",
            format!("{sans_bob}alice,2026-12-02\n"),
            "ligne 3 : « alice » y est deux fois",
        ),
        (
            "corrections",
            correction("copie=\"bobby\""),
            "ligne 2 : copie = \"bobby\" : « bobby » n'est pas parmi les copies ; veux-tu dire « bob » ?",
        ),
        (
            "corrections",
            correction("exercice=\"exo99\""),
            "ligne 4 : exercice = \"exo99\" : pas d'exercice « exo99 »",
        ),
        (
            "corrections",
            correction("etape=5"),
            "ligne 3 : etape = 5 : exo29 a des étapes de 1 à 4",
        ),
        (
            "corrections",
            correction("etape=0"),
            "etape = 0 : exo29 a des étapes de 1 à 4",
        ),
        (
            "corrections",
            correction("points=-1"),
            "ligne 5 : points = -1 : un nombre de points n'est pas négatif",
        ),
        (
            "corrections",
            correction("points=3"),
            "ligne 5 : points = 3 : l'étape 1 de exo29 en vaut 2,5",
        ),
        (
            "corrections",
            correction("points=\"un\""),
            "points = \"un\" : il faut un nombre de points",
        ),
        (
            "corrections",
            correction("raison=\"  \""),
            "ligne 6 : raison = \" \" : écris la raison",
        ),
        (
            "corrections",
            correction("raison=trop tard"),
            "ligne 6 : « raison = trop tard » : il y faut des parties",
        ),
        (
            "corrections",
            correction("rason=3"),
            "ligne 7 : rason = 3 : « rason » n'existe pas dans [[correction]] : il y a copie, exercice, etape, points, raison ; veux-tu dire « raison » ?",
        ),
        (
            "corrections",
            "[[correction]]\ncopie = \"bob\"\n".into(),
            "ligne 1 : [[correction]] : il y manque « exercice »",
        ),
        (
            "corrections",
            "[[corection]]\n".into(),
            "« corection » n'existe pas dans ce fichier : il y a correction ; veux-tu dire « correction » ?",
        ),
        (
            "corrections",
            "[correction]\ncopie = \"bob\"\n".into(),
            "ligne 1 : [correction] : il y faut des parties « [[correction]] »",
        ),
        (
            "corrections",
            deux,
            "ligne 7 : [[correction]] : l'étape 1 de exo29 est corrigée deux fois pour « bob »",
        ),
    ];
    let bon = ecrire(
        &classe,
        "bon.toml",
        &retard("par_jour = 1\ndates = \"fichiers\""),
    );
    for (option, texte, attendu) in cas {
        let fichier = ecrire(&classe, "fichier", &texte);
        let option_entiere = format!("--{option}");
        let mut options = vec![option_entiere.as_str(), fichier.as_str()];
        if option == "dates" {
            options.extend(["--bareme", &bon]);
        }
        let erreur = erreur_de(&noter_29(&classe, "notes", &options).code(2));
        let mots = erreur.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(mots.contains(attendu), "{texte}\n{attendu}\n{erreur}");
    }
    // Un éditeur de Windows l'enregistre parfois ainsi.
    std::fs::write(classe.sortie("latin.toml"), b"# bar\xe8me\nexo29 = 5\n").unwrap();
    let latin = classe.sortie("latin.toml");
    let latin = noter_29(&classe, "notes", &["--bareme", latin.to_str().unwrap()]).code(2);
    let erreur = erreur_de(&latin);
    assert!(erreur.contains("enregistre-le en UTF-8"), "{erreur}");
    let sans_regle = noter_29(&classe, "notes", &["--dates", &bon]).code(2);
    assert!(
        erreur_de(&sans_regle).contains("[retard]"),
        "{}",
        erreur_de(&sans_regle)
    );
    assert!(!classe.sortie("notes").exists(), "rien ne devait être noté");
}

/// Une correction écrite pour rien se croirait faite.
#[test]
fn une_correction_d_un_exercice_qui_n_est_pas_note_est_dite() {
    let classe = deux_copies();
    let autre = CORRECTIONS.replace("exo29", "exo31");
    let corrections = ecrire(
        &classe,
        "corrections.toml",
        &(CORRECTIONS.to_owned() + &autre),
    );
    let issue = noter_29(&classe, "notes", &["--corrections", &corrections]).code(1);
    let erreur = erreur_de(&issue);
    let mots = erreur.split_whitespace().collect::<Vec<_>>().join(" ");
    let dit = "des corrections ne servent pas cette fois, leur exercice n'est pas noté : exo31";
    assert!(mots.contains(dit), "{erreur}");
}

/// Un rapport d'une autre fois, à côté de ceux de celle-ci, passerait pour l'un d'eux.
#[test]
fn ce_qu_une_autre_fois_a_laisse_est_dit() {
    let classe = deux_copies();
    noter_29(&classe, "notes", &["--format", "markdown"]).code(1);
    let issue = noter_29(&classe, "notes", &["--format", "csv", "--reprendre"]).code(1);
    let erreur = erreur_de(&issue);
    let (dit, tu) = ("resume.md » est d'une autre fois", "notes.csv » est d'une");
    assert!(erreur.contains(dit) && !erreur.contains(tu), "{erreur}");
    let issue = noter_29(
        &classe,
        "notes",
        &["--format", "markdown", "--format", "csv"],
    )
    .code(1);
    assert!(!erreur_de(&issue).contains("d'une autre fois"));
}

/// Les remises de deux participants ; le second a rendu deux réponses qui diffèrent.
fn deux_remises(classe: &Classe) -> String {
    let (juste, faux) = (solution("exo29"), exo29_avec("todo!()"));
    let remises = zip_de([
        (
            "NOËL Zoé_101_assignsubmission_file/main.rs",
            juste.as_bytes(),
        ),
        ("ROI Max_102_assignsubmission_file/a.rs", juste.as_bytes()),
        ("ROI Max_102_assignsubmission_file/b.rs", faux.as_bytes()),
    ]);
    std::fs::write(classe.sortie("remises.zip"), remises).unwrap();
    classe.sortie("remises.zip").to_str().unwrap().to_owned()
}

fn noter_le_devoir(classe: &Classe, options: &[&str]) -> Assert {
    let mut commande = exo(&["noter", "--exo", "29", "--sortie"]);
    commande.arg(classe.sortie("notes")).arg("--memoire");
    commande.arg(classe.sortie("memoire"));
    commande.args(options).assert()
}

const FEUILLE: &str = "Identifiant,Note,Note maximale\nParticipant 101,,20\n";

#[test]
fn ce_qui_n_est_pas_dans_les_retours_de_moodle_est_dit() {
    let classe = Classe::nouvelle();
    let remises = deux_remises(&classe);
    let feuille = ecrire(&classe, "feuille.csv", FEUILLE);
    let devoir = ["--moodle", &remises, "--feuille", &feuille];
    let erreur = erreur_de(&noter_le_devoir(&classe, &devoir).code(1));
    for dit in [
        "le retour d'une copie, à déposer",
        "sans retour, copie à regarder (!) : ROI Max_102",
    ] {
        assert!(erreur.contains(dit), "{dit} : {erreur}");
    }
    // Sans la feuille, celle d'avant reste, et ses notes ne sont plus celles-ci.
    let erreur = erreur_de(&noter_le_devoir(&classe, &devoir[..2]).code(1));
    let dit = "feuille-moodle.csv » est d'une autre fois";
    assert!(erreur.contains(dit), "{erreur}");
}

#[test]
fn la_feuille_d_un_autre_devoir_est_refusee_avant_de_noter() {
    let classe = Classe::nouvelle();
    let remises = deux_remises(&classe);
    let autre = FEUILLE.replace("101", "7101");
    let feuille = ecrire(&classe, "feuille.csv", &autre);
    let devoir = ["--moodle", &remises, "--feuille", &feuille];
    let erreur = erreur_de(&noter_le_devoir(&classe, &devoir).code(2));
    let dit = "cette feuille n'est pas celle de ce devoir";
    assert!(erreur.replace('\n', " ").contains(dit), "{erreur}");
    assert!(!classe.sortie("notes").join(FICHIER).exists());
}

/// La feuille de Moodle dit quand chacun a remis : rien n'est à recopier.
#[test]
fn la_feuille_de_moodle_donne_les_dates() {
    let classe = Classe::nouvelle();
    let remises = deux_remises(&classe);
    let retard = "[retard]\nlimite = 2026-11-30T23:59:00+01:00\npar_jour = 2\n";
    let bareme = ecrire(&classe, "bareme.toml", retard);
    let dates = "Identifiant;Statut;Note;Note maximale;Dernière modification (travail remis)\n\
        Participant 101;Remis;;20;mercredi 2 décembre 2026, 00:30\n\
        Participant 102;Remis - Prolongation accordée jusqu'au jeudi;;20;lundi 30 novembre 2026, 18:30\n\
        Participant 103;Aucun travail;;20;-\n";
    let dates = ecrire(&classe, "dates.csv", dates);
    let devoir = ["--moodle", &remises, "--bareme", &bareme, "--dates", &dates];
    let erreur = erreur_de(&noter_le_devoir(&classe, &devoir).code(1));
    let rapport = classe.rapport("notes");
    let retard = copie(&rapport, "NOËL Zoé_101").retard.clone().unwrap();
    assert_eq!(retard.jours, 2);
    assert_eq!(retard.remise, "2026-12-01T23:30:00Z");
    assert!(copie(&rapport, "ROI Max_102").retard.is_none());
    let mots = erreur.split_whitespace().collect::<Vec<_>>().join(" ");
    let dit = "une prolongation, dont le barème ne sait rien : Participant 102";
    assert!(mots.contains(dit), "{erreur}");
    assert!(!mots.contains("103"), "{erreur}");
}
