//! La remise telle que les élèves la font : chaque rangement a la note qu'il mérite, ou un `!` et sa raison, jamais un 0
//! sans un mot ; une archive hostile est refusée, et ses voisines notées.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use correcteur::modele::rapport::{Copie, FICHIER, Rapport};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::commun::{PROGRAMME, lire};
use crate::noter::solution;

pub(crate) fn juste() -> String {
    solution("exo29")
}

/// Un zip de ces fichiers.
pub(crate) fn zip_de<'a>(fichiers: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (chemin, contenu) in fichiers {
        archive
            .start_file(chemin, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(contenu).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Un lot dans un dossier à lui.
pub(crate) struct Lot(TempDir);

impl Lot {
    pub(crate) fn nouveau() -> Self {
        let lot = Lot(tempfile::tempdir().unwrap());
        std::fs::create_dir(lot.chemin("lot")).unwrap();
        lot
    }

    pub(crate) fn chemin(&self, nom: &str) -> PathBuf {
        self.0.path().join(nom)
    }

    /// Pose ce fichier dans le lot.
    pub(crate) fn pose(&self, chemin: &str, contenu: impl AsRef<[u8]>) {
        let fichier = self.chemin("lot").join(chemin);
        std::fs::create_dir_all(fichier.parent().unwrap()).unwrap();
        std::fs::write(fichier, contenu).unwrap();
    }

    /// Note, avec ces arguments et `--sortie notes` ; ce que le programme a écrit.
    pub(crate) fn noter(&self, arguments: &[&str], code: i32) -> String {
        let mut commande = assert_cmd::Command::new(PROGRAMME);
        commande
            .arg("noter")
            .args(arguments)
            .current_dir(self.0.path());
        let issue = commande.env("PWD", self.0.path()).assert();
        let sortie = issue.get_output();
        let texte = [&sortie.stdout[..], &sortie.stderr[..]].concat();
        let texte = String::from_utf8(texte).unwrap();
        assert_eq!(sortie.status.code(), Some(code), "{texte}");
        texte
    }

    pub(crate) fn rapport(&self) -> Rapport {
        let octets = std::fs::read(self.chemin("notes").join(FICHIER)).unwrap();
        serde_json::from_slice(&octets).unwrap()
    }
}

/// Chaque copie en un mot : ses points, et où était la réponse ; ou `!` et la raison.
fn en_mots(rapport: &Rapport) -> BTreeMap<&str, String> {
    let mots = |copie: &Copie| {
        let resultat = &copie.resultats[0];
        let ou = copie.emplacements.get("exo29").map_or("", String::as_str);
        match &resultat.empechement {
            None => format!("{} {ou}", resultat.points),
            Some(empechement) => {
                assert!(
                    copie.est_a_regarder() && !copie.signalements.is_empty(),
                    "{copie:?}"
                );
                format!("! {empechement}")
            }
        }
    };
    rapport
        .copies
        .iter()
        .map(|copie| (copie.nom.as_str(), mots(copie)))
        .collect()
}

#[track_caller]
fn verifier(rapport: &Rapport, attendus: &[(&str, &str)]) {
    let vus = en_mots(rapport);
    for (nom, attendu) in attendus {
        let vu = vus
            .get(nom)
            .unwrap_or_else(|| panic!("pas de {nom} dans {vus:#?}"));
        assert!(
            vu.trim_end() == *attendu || (attendu.starts_with('!') && vu.contains(&attendu[2..])),
            "{nom} : {vu}"
        );
    }
    assert_eq!(vus.len(), attendus.len(), "{vus:#?}");
}

#[test]
fn chaque_rangement_a_sa_note_ou_sa_raison() {
    let lot = Lot::nouveau();
    let (juste, enonce) = (juste(), lire("exo29/src/main.rs"));
    for chemin in [
        "a01/exo29/src/main.rs",
        "a02/src/main.rs",
        "a03/main.rs",
        "a04/Exo29/main.rs",
        "a05/exo-29/src/main.rs",
        "a06/exo 29/main.rs",
        "a07/main (1).rs",
        "a08/main.rs.txt",
        "a09/tokio-main/exo29/src/main.rs",
        "exo29-a10.rs",
        "A13 Zoé_12345_assignsubmission_file_/main.rs",
        "A15 Eva_12347_assignsubmission_file_main.rs",
        "a16/main.rs",
        "a16/src/main.rs",
    ] {
        lot.pose(chemin, &juste);
    }
    let bruit = [
        ("__MACOSX/._main.rs", &b"x"[..]),
        ("target/debug/x.rs", b"x"),
        (".git/x.rs", b"x"),
    ];
    let avec = |chemin| zip_de([(chemin, juste.as_bytes())].into_iter().chain(bruit));
    lot.pose("a11.zip", avec("tokio-main/exo29/src/main.rs"));
    lot.pose(
        "A14 Max_12346_assignsubmission_file_/rendu.zip",
        avec("exo29/main.rs"),
    );
    lot.pose(
        "A14 Max_12346_assignsubmission_onlinetext_/onlinetext.html",
        "<p>voilà</p>",
    );
    lot.pose(
        "a12.tar.gz",
        tar_gz_de("exo29/src/main.rs", juste.as_bytes()),
    );
    lot.pose("b01/main.rs", &juste);
    lot.pose("b01/src/main.rs", format!("{juste}// autre\n"));
    lot.pose("b02/exo29/src/main.rs", enonce.replace('\n', "\r\n"));
    lot.pose("b02/main.rs", &juste);
    lot.pose("b03/rapport.pdf", "%PDF");
    std::fs::create_dir(lot.chemin("lot/b04")).unwrap();
    lot.pose("b05/main.rs", b"fn main() {}\n// \xe9t\xe9\n");
    let utf16 = "fn main() {}".encode_utf16().flat_map(u16::to_le_bytes);
    lot.pose("b06/exo29/src/main.rs", utf16.collect::<Vec<u8>>());
    lot.pose("b07.rar", "Rar!");
    lot.pose("b08/exo29/src/main.rs", &enonce);
    // Ni une sauvegarde, ni un copier-coller, ni un fichier mal nommé ne fait un 0.
    for copie in ["c01", "c02"] {
        lot.pose(&format!("{copie}/exo29/src/main.rs"), &enonce);
    }
    lot.pose("c01/exo29/src/main.rs.sauvegarde-1", &juste);
    lot.pose("c02/exo29/reponse.txt", &juste);
    lot.pose("c03/exo29/src/main.rs", "");
    lot.pose("c04/exo29.rs", solution("exo30"));
    lot.pose("c05/exo29/reponse.txt", &juste);
    lot.pose("note.txt", "pas une copie");
    lot.pose(".DS_Store", "x");
    lot.pose("__MACOSX/a01/._main.rs", "x");

    let texte = lot.noter(&["--exo", "29", "--lot", "lot", "--sortie", "notes"], 1);
    let rapport = lot.rapport();
    verifier(
        &rapport,
        &[
            ("a01", "10"),
            ("a02", "10 src/main.rs"),
            ("a03", "10 main.rs"),
            ("a04", "10 Exo29/main.rs"),
            ("a05", "10 exo-29/src/main.rs"),
            ("a06", "10 exo 29/main.rs"),
            ("a07", "10 main (1).rs"),
            ("a08", "10 main.rs.txt"),
            ("a09", "10 tokio-main/exo29/src/main.rs"),
            ("a10", "10 exo29-a10.rs"),
            ("a11", "10 tokio-main/exo29/src/main.rs"),
            ("a12", "10"),
            ("A13 Zoé_12345", "10 main.rs"),
            ("A14 Max_12346", "10 rendu.zip/exo29/main.rs"),
            ("A15 Eva_12347", "10 main.rs"),
            ("a16", "10 main.rs"),
            (
                "b01",
                "! plusieurs réponses diffèrent : « main.rs », « src/main.rs »",
            ),
            (
                "b02",
                "! l'énoncé est là tel quel, et une réponse en « main.rs »",
            ),
            ("b03", "! elle contient « rapport.pdf »"),
            ("b04", "! elle est vide"),
            (
                "b05",
                "! pas en UTF-8 à la ligne 2 : enregistre-le en UTF-8",
            ),
            ("b06", "! UTF-16 : enregistre-le en UTF-8"),
            ("b07", "! « b07.rar » est refusée"),
            ("b08", "0"),
            (
                "c01",
                "! l'énoncé est là tel quel, et une réponse en « exo29/src/main.rs.sauvegarde-1 »",
            ),
            (
                "c02",
                "! l'énoncé est là tel quel, et une réponse en « exo29/reponse.txt »",
            ),
            ("c03", "! le fichier rendu est vide"),
            ("c04", "! la réponse ressemble à exo30"),
            ("c05", "! une réponse en « exo29/reponse.txt »"),
        ],
    );
    assert_eq!(rapport.laisses, ["note.txt"]);
    // La moyenne ne compte que ce qui a pu être lu : 16 justes, un énoncé.
    assert!(
        texte.contains("29 copies, moyenne 18,82, médiane 20"),
        "{texte}"
    );
    assert!(texte.contains("sans les 12 copies marquées !"), "{texte}");
    assert!(texte.contains("note.txt"), "{texte}");
    // Elle n'est pas non plus une erreur que la classe ferait.
    assert!(!texte.contains("Les étapes qui arrêtent"), "{texte}");
}

fn tar_gz_de(chemin: &str, contenu: &[u8]) -> Vec<u8> {
    let gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let mut archive = tar::Builder::new(gz);
    let mut entete = tar::Header::new_gnu();
    entete.set_size(contenu.len() as u64);
    entete.set_mode(0o644);
    archive.append_data(&mut entete, chemin, contenu).unwrap();
    archive.into_inner().unwrap().finish().unwrap()
}

#[test]
fn une_archive_hostile_est_refusee_par_son_nom_et_ses_voisines_notees() {
    let lot = Lot::nouveau();
    let juste = juste();
    lot.pose("a.zip", zip_de([("main.rs", juste.as_bytes())]));
    lot.pose("dehors.zip", zip_de([("../../main.rs", juste.as_bytes())]));
    lot.pose(
        "bombe.zip",
        zip_de([("main.rs", &vec![b' '; 64 << 20][..])]),
    );
    let noms: Vec<String> = (0..100_000).map(|n| format!("{n}.rs")).collect();
    lot.pose(
        "foule.zip",
        zip_de(noms.iter().map(|nom| (nom.as_str(), &b""[..]))),
    );
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive
        .add_symlink("main.rs", "/etc/passwd", SimpleFileOptions::default())
        .unwrap();
    lot.pose("lien.zip", archive.finish().unwrap().into_inner());
    lot.pose("faux.zip", "ce n'est pas un zip");
    std::os::unix::fs::symlink(Path::new("/etc/passwd"), lot.chemin("lot/passwd.zip")).unwrap();
    let mut poupee = zip_de([("main.rs", juste.as_bytes())]);
    for _ in 0..5 {
        poupee = zip_de([("dedans.zip", &poupee[..])]);
    }
    lot.pose("poupée.zip", poupee);

    lot.noter(&["--exo", "29", "--lot", "lot", "--sortie", "notes"], 1);
    verifier(
        &lot.rapport(),
        &[
            ("a", "10 main.rs"),
            (
                "dehors",
                "! « dehors.zip » est refusée : le chemin « ../../main.rs » en sort",
            ),
            (
                "bombe",
                "! « bombe.zip » est refusée : « main.rs » se décompresse démesurément",
            ),
            (
                "foule",
                "! « foule.zip » est refusée : elle contient plus de 20000 fichiers",
            ),
            (
                "lien",
                "! « lien.zip » est refusée : « main.rs » est un lien",
            ),
            ("faux", "! « faux.zip » est refusée : elle ne se lit pas"),
            ("passwd", "! « passwd.zip » est refusée"),
            ("poupée", "! trop d'archives l'une dans l'autre"),
        ],
    );
}

/// De plusieurs exercices demandés, celui auquel un fichier répond se lit dans ses fonctions ; sinon, il est signalé.
#[test]
fn ce_qui_ne_dit_pas_son_exercice_le_dit_par_ses_fonctions_ou_est_signale() {
    let lot = Lot::nouveau();
    lot.pose("alice/exo29/src/main.rs", lire("exo29/src/main.rs"));
    lot.pose("alice/main.rs", juste());
    lot.pose("bob/main.rs", "fn main() {}");
    lot.pose("bob/exo30.rs", solution("exo30"));
    lot.pose("chloé/brouillon.rs", juste());
    lot.pose("chloé/exo30.rs", solution("exo30"));
    let arguments = [
        "--exo", "29", "--exo", "30", "--lot", "lot", "--sortie", "notes",
    ];
    lot.noter(&arguments, 1);
    let [alice, bob, chloe] = <[Copie; 3]>::try_from(lot.rapport().copies).unwrap();
    for (copie, dit) in [
        (
            &alice,
            "l'énoncé est là tel quel, et une réponse en « main.rs »",
        ),
        (&bob, "« main.rs » : rien ne dit de quel exercice"),
    ] {
        let [signalement] = copie.signalements.as_slice() else {
            panic!("{copie:?}");
        };
        assert!(signalement.raison.contains(dit), "{signalement:?}");
    }
    assert!(alice.est_a_regarder() && !bob.est_a_regarder());
    assert_eq!(chloe.note, 20.0);
    assert!(chloe.signalements.is_empty(), "{chloe:?}");
    assert_eq!(chloe.emplacements["exo29"], "brouillon.rs");
}

/// Le dossier d'un seul exercice, ou un seul fichier, ne cache pas plus une réponse que le clone entier.
#[test]
fn un_exercice_donne_seul_est_regarde_de_meme() {
    let lot = Lot::nouveau();
    lot.pose("exo29/src/main.rs", lire("exo29/src/main.rs"));
    lot.pose("exo29/src/main.rs.sauvegarde-1", juste());
    lot.pose("exo30.rs", juste());
    for (copie, dit) in [
        ("lot/exo29", "« src/main.rs.sauvegarde-1 »"),
        ("lot/exo30.rs", "ressemble à exo29"),
    ] {
        let texte = lot.noter(&[copie, "--format", "table"], 1);
        let mots = texte.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(mots.contains(dit), "{texte}");
    }
}

#[test]
fn une_autre_version_que_celle_qui_est_a_sa_place_est_signalee() {
    let lot = Lot::nouveau();
    let juste = juste();
    lot.pose("alice/exo29/src/main.rs", &juste);
    lot.pose(
        "alice/exo29/src/main (copie).rs",
        format!("{juste}// une autre\n"),
    );
    lot.pose("bob/exo29/src/main.rs", &juste);
    lot.pose(
        "bob/exo29.zip",
        zip_de([("exo29/src/main.rs", juste.as_bytes())]),
    );
    lot.noter(&["--exo", "29", "--lot", "lot", "--sortie", "notes"], 0);
    let [alice, bob] = <[Copie; 2]>::try_from(lot.rapport().copies).unwrap();
    assert_eq!([alice.note, bob.note], [20.0; 2]);
    assert!(bob.signalements.is_empty(), "{bob:?}");
    let [signalement] = alice.signalements.as_slice() else {
        panic!("{alice:?}");
    };
    assert!(
        signalement.raison.contains("« exo29/src/main (copie).rs »"),
        "{signalement:?}"
    );
}

#[test]
fn l_archive_d_une_classe_est_un_lot() {
    let lot = Lot::nouveau();
    let juste = juste();
    let interieur = zip_de([("exo29.rs", juste.as_bytes())]);
    let classe = zip_de([
        ("classe/alice/src/main.rs", juste.as_bytes()),
        ("classe/bob.zip", &interieur[..]),
        ("classe/exo29-chloé.rs", b"fn main() {}"),
        ("classe/consigne.pdf", b"%PDF"),
    ]);
    std::fs::write(lot.chemin("classe.zip"), classe).unwrap();
    lot.noter(
        &["--exo", "29", "--lot", "classe.zip", "--sortie", "notes"],
        1,
    );
    let rapport = lot.rapport();
    let noms: Vec<_> = rapport
        .copies
        .iter()
        .map(|copie| copie.nom.as_str())
        .collect();
    assert_eq!(noms, ["alice", "bob", "chloé"]);
    assert_eq!(rapport.copies[0].note, 20.0);
    assert_eq!(rapport.copies[1].note, 20.0);
    assert_eq!(rapport.laisses, ["consigne.pdf"]);
    // Hostile, elle est refusée tout entière : elle ne vient pas d'un élève.
    for (nom, contenu, attendu) in [
        (
            "sort.zip",
            zip_de([("../alice/main.rs", &b"x"[..])]),
            "en sort",
        ),
        ("vide.zip", zip_de([]), "aucune remise"),
        ("faux.zip", b"Rar!".to_vec(), "ne se lit pas"),
    ] {
        std::fs::write(lot.chemin(nom), contenu).unwrap();
        let texte = lot.noter(&["--exo", "29", "--lot", nom], 2);
        assert!(texte.contains(attendu), "{nom} : {texte}");
    }
}

/// Les fichiers d'une copie : leur chemin, et ce qu'ils contiennent.
type Fichiers<'a> = &'a [(&'a str, &'a [u8])];

/// Note ces copies pour l'exo29 et l'exo30 ; de chacune, ce que le rapport en dit : `!` s'il n'y a pas de note, puis les
/// signalements.
fn en_signes(copies: &[(&str, Fichiers<'_>)]) -> BTreeMap<String, String> {
    let lot = Lot::nouveau();
    for (copie, fichiers) in copies {
        for (chemin, contenu) in *fichiers {
            lot.pose(&format!("{copie}/{chemin}"), contenu);
        }
    }
    let arguments = [
        "--exo", "29", "--exo", "30", "--lot", "lot", "--sortie", "notes",
    ];
    lot.noter(&arguments, 1);
    let en_signe = |copie: Copie| {
        let raisons = copie.signalements.iter().map(|s| s.raison.as_str());
        let raisons = raisons.collect::<Vec<_>>().join(" / ");
        let note = match copie.est_a_regarder() {
            true => "!".to_owned(),
            false => copie.note.to_string(),
        };
        (copie.nom, format!("{note} {raisons}"))
    };
    lot.rapport().copies.into_iter().map(en_signe).collect()
}

/// Ce qui nomme un exercice, ou en a les fonctions à une près, n'est pas un exercice qu'on n'a pas rendu.
#[test]
fn ce_qui_ressemble_a_un_exercice_qui_manque_n_est_pas_un_zero() {
    let (trente, enonce) = (solution("exo30"), lire("exo30/src/main.rs"));
    let renommee = trente.replace("taille_totale", "taille_des_deux");
    let echappee = trente
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let (page, brute) = (
        format!("<pre>{echappee}</pre>"),
        format!("<pre>{trente}</pre>"),
    );
    let (juste, renommee) = (juste(), renommee.as_bytes());
    let autres: [(&str, &[u8], &str); 12] = [
        ("exo30.pdf", b"%PDF", "!"),
        ("exo30.docx", b"PK", "!"),
        ("exo30/Cargo.toml", b"[package]", "!"),
        ("Exercice 30.html", brute.as_bytes(), "!"),
        ("onlinetext.html", page.as_bytes(), "!"),
        ("exercice_trente.rs", renommee, "!"),
        ("main2.rs", renommee, "!"),
        ("exo3O/src/main.rs", renommee, "!"),
        ("exo31.rs", trente.as_bytes(), "!"),
        ("copie.txt", renommee, "!"),
        // Rien ne dit que c'est cet exercice-là : ce n'est qu'à voir.
        ("rapport.pdf", b"%PDF", "10"),
        ("tp.rs", b"fn main() {} // \xe9", "10"),
    ];
    let noms: Vec<_> = (0..autres.len())
        .map(|rang| format!("c{rang:02}"))
        .collect();
    let fichiers = autres
        .map(|(chemin, contenu, _)| [("exo29/src/main.rs", juste.as_bytes()), (chemin, contenu)]);
    let mut copies: Vec<(&str, Fichiers<'_>)> = Vec::new();
    for (nom, fichiers) in noms.iter().zip(&fichiers) {
        copies.push((nom, fichiers));
    }
    let place = ("exo29/src/main.rs", juste.as_bytes());
    let intact = ("exo30/src/main.rs", enonce.as_bytes());
    let du_cours: [(&str, &[u8]); 2] = [
        ("exo30/Cargo.toml", b"[package]"),
        ("exo30/README.md", b"fn"),
    ];
    let brouillon = [place, intact, ("brouillon.rs", renommee)];
    let capture = [place, intact, ("exo30/capture.png", b"PNG")];
    let clone = [
        place,
        intact,
        du_cours[0],
        du_cours[1],
        ("logo.png", b"PNG"),
    ];
    let seul = [
        place,
        ("module.rs", b"pub fn a() {}"),
        ("notes.txt", b"rien"),
    ];
    copies.extend([
        ("d-brouillon", &brouillon[..]),
        ("d-capture", &capture),
        ("d-clone", &clone),
        ("d-seul", &seul),
    ]);
    let vus = en_signes(&copies);
    for ((chemin, _, note), nom) in autres.iter().zip(&noms) {
        let vu = &vus[nom];
        assert!(
            vu.starts_with(note) && vu.contains(chemin),
            "{chemin} : {vu}"
        );
    }
    assert!(
        vus["d-brouillon"]
            .starts_with("! l'énoncé est là tel quel, et une réponse en « brouillon.rs »"),
        "{vus:#?}"
    );
    assert!(
        vus["d-capture"].starts_with("! l'énoncé est là tel quel, et « exo30/capture.png »"),
        "{vus:#?}"
    );
    // Le cours lui-même, ou rien, reste un exercice qu'on n'a pas fait.
    assert_eq!(
        [vus["d-clone"].as_str(), &vus["d-seul"]],
        ["10 "; 2],
        "{vus:#?}"
    );
}

/// Une autre version, complète et différente, se voit sous tout nom ; si rien ne dit laquelle noter, aucune ne l'est.
#[test]
fn une_autre_version_se_voit_sous_tout_nom() {
    let (juste, trente) = (juste(), solution("exo30"));
    let fausse = juste.replacen("tokio::time::sleep(duree).await;", "todo!()", 1);
    let page = juste.replace('&', "&amp;").replace('<', "&lt;");
    let zip = zip_de([("exo29/src/main.rs", juste.as_bytes())]);
    let autres: [(&str, &[u8], bool); 9] = [
        ("exo29/reponse.rs", juste.as_bytes(), true),
        ("version_corrigee.rs", juste.as_bytes(), true),
        ("exo29/src/main.rs.bak", juste.as_bytes(), true),
        // Ce que `cargo exo recommencer` a mis de côté, l'élève l'a refait.
        ("exo29/src/main.rs.sauvegarde-1", juste.as_bytes(), false),
        ("onlinetext.html", page.as_bytes(), true),
        ("exo29_v2.rar", b"Rar!", true),
        ("exo29_v2.zip", &zip, true),
        ("exo29.pdf", b"%PDF", false),
        ("exo29/src/outils.rs", b"pub fn a() {}", false),
    ];
    let noms: Vec<_> = (0..autres.len())
        .map(|rang| format!("c{rang:02}"))
        .collect();
    let exo30 = ("exo30/src/main.rs", trente.as_bytes());
    let place = ("exo29/src/main.rs", fausse.as_bytes());
    let fichiers = autres.map(|(chemin, contenu, _)| [place, exo30, (chemin, contenu)]);
    let mut copies: Vec<(&str, Fichiers<'_>)> = Vec::new();
    for (nom, fichiers) in noms.iter().zip(&fichiers) {
        copies.push((nom, fichiers));
    }
    // La même, ailleurs, n'est pas une autre version, même tirée d'une page.
    let page_fausse = fausse.replace('&', "&amp;").replace('<', "&lt;");
    let pareille = [
        place,
        exo30,
        ("brouillon.rs", fausse.as_bytes()),
        ("onlinetext.html", page_fausse.as_bytes()),
    ];
    // Rien n'est à sa place : deux réponses entières qui diffèrent, et l'une ne l'emporte pas par son nom.
    let deux = [
        ("exo29-MARTIN Paul.rs", fausse.as_bytes()),
        exo30,
        ("MARTIN Paul.rs", juste.as_bytes()),
    ];
    copies.extend([("d-pareille", &pareille[..]), ("d-deux", &deux)]);
    let vus = en_signes(&copies);
    for ((chemin, _, vue), nom) in autres.iter().zip(&noms) {
        let vu = &vus[nom];
        assert!(
            vu.starts_with("12,5 ") && vu.contains(chemin) == *vue,
            "{chemin} : {vu}"
        );
    }
    assert_eq!(vus["d-pareille"], "12,5 ");
    assert!(
        vus["d-deux"].starts_with("! plusieurs réponses diffèrent"),
        "{vus:#?}"
    );
}

/// Un seul exercice est demandé : le fichier d'un autre, parmi des fichiers sans numéro, n'est pas une réponse de plus.
#[test]
fn la_reponse_a_un_exercice_qui_n_est_pas_demande_n_empeche_rien() {
    let lot = Lot::nouveau();
    lot.pose("alice/main (1).rs", juste());
    lot.pose("alice/main (2).rs", solution("exo30"));
    lot.pose("bob/main (1).rs", "fn main() {}");
    lot.pose("bob/main (2).rs", solution("exo30"));
    lot.noter(&["--exo", "29", "--lot", "lot", "--sortie", "notes"], 1);
    verifier(
        &lot.rapport(),
        &[
            ("alice", "10 main (1).rs"),
            ("bob", "! plusieurs réponses diffèrent"),
        ],
    );
}

/// Un texte rendu en ligne, seul, a un nom ; ce qu'il contient ne se note pas d'office, et n'est pas un 0.
#[test]
fn un_texte_en_ligne_seul_a_un_nom() {
    let lot = Lot::nouveau();
    let page = format!(
        "<p>{}</p>",
        juste().replace('&', "&amp;").replace('<', "&lt;")
    );
    lot.pose("LIGNE Rose_205_assignsubmission_onlinetext.html", &page);
    let travaux = zip_de([(
        "LIGNE Rose_205_assignsubmission_onlinetext.html",
        page.as_bytes(),
    )]);
    std::fs::write(lot.chemin("remises.zip"), travaux).unwrap();
    for remis in [["--lot", "lot"], ["--moodle", "remises.zip"]] {
        let autres = ["--exo", "29", "--exo", "30", "--sortie", "notes"];
        lot.noter(&[&remis[..], &autres].concat(), 1);
        let [copie] = <[Copie; 1]>::try_from(lot.rapport().copies).unwrap();
        let raison = &copie.signalements[0].raison;
        assert!(raison.contains("« onlinetext.html »"), "{raison}");
        assert!(copie.est_a_regarder());
    }
}

/// Un dossier où l'on écrit, dans le lot, n'est pas la copie d'un élève ; la copie d'un élève n'est pas une sortie.
#[test]
fn un_dossier_de_notes_dans_le_lot_n_est_pas_un_eleve() {
    let lot = Lot::nouveau();
    lot.pose("alice/main.rs", juste());
    let fixes = [
        "--exo",
        "29",
        "--lot",
        "lot",
        "--retours",
        "lot/retours",
        "--sortie",
    ];
    for passage in 0..2 {
        let texte = lot.noter(&[&fixes[..], &["lot/notes"]].concat(), 0);
        let octets = std::fs::read(lot.chemin("lot/notes").join(FICHIER)).unwrap();
        let rapport: Rapport = serde_json::from_slice(&octets).unwrap();
        let noms: Vec<_> = rapport
            .copies
            .iter()
            .map(|copie| copie.nom.as_str())
            .collect();
        assert_eq!(noms, ["alice"], "{texte}");
        let dit = ["lot/notes", "lot/retours"]
            .map(|d| texte.contains(&format!("« {d} », où l'on écrit")));
        assert_eq!(dit, [passage == 1; 2], "{texte}");
    }
    let texte = lot.noter(&[&fixes[..], &["lot/alice"]].concat(), 2);
    assert!(
        texte.contains("« lot/alice » est une des copies à noter"),
        "{texte}"
    );
    assert!(!lot.chemin("lot/alice").join(FICHIER).exists());
    // Un fichier n'est pas un dossier de retours : c'est dit avant de noter.
    std::fs::write(lot.chemin("fichier"), "").unwrap();
    let arguments = [
        "--exo",
        "29",
        "lot/alice",
        "--sortie",
        "neuf",
        "--retours",
        "fichier",
    ];
    let texte = lot.noter(&arguments, 2);
    assert!(
        texte.contains("« fichier » est un fichier : --retours demande un dossier"),
        "{texte}"
    );
    assert!(!lot.chemin("neuf/copies").exists());
}

/// Une réponse répartie en deux fichiers passe `cargo test` chez l'élève : ce n'est pas un 0, c'est à remettre en un seul.
/// Un module qui n'est pas là, ou qu'un autre défaut accompagne, n'y change rien.
#[test]
fn une_reponse_en_deux_fichiers_n_est_pas_un_zero() {
    let juste = juste();
    let (appelante, en_ligne) = (
        format!("mod pause;\n{juste}"),
        format!("mod pause {{ pub fn rien() {{}} }}\n{juste}"),
    );
    let interdite = format!("mod pause;\nfn f() {{ std::process::exit(0) }}\n{juste}");
    let [appelante, en_ligne, interdite] =
        [&appelante, &en_ligne, &interdite].map(|t| t.as_bytes());
    let module: &[u8] = b"pub fn rien() {}";
    let place = "exo29/src/main.rs";
    let copies: [(&str, Fichiers<'_>); 7] = [
        (
            "cote",
            &[(place, appelante), ("exo29/src/pause.rs", module)],
        ),
        (
            "dossier",
            &[(place, appelante), ("exo29/src/pause/mod.rs", module)],
        ),
        (
            "ailleurs",
            &[
                ("tp/exo29/main.rs", appelante),
                ("tp/exo29/pause.rs", module),
            ],
        ),
        (
            "en_ligne",
            &[(place, en_ligne), ("exo29/src/pause.rs", module)],
        ),
        ("absent", &[(place, appelante)]),
        (
            "pas_a_cote",
            &[(place, appelante), ("exo30/src/pause.rs", module)],
        ),
        (
            "interdite",
            &[(place, interdite), ("exo29/src/pause.rs", module)],
        ),
    ];
    let vus = en_signes(&copies);
    for (nom, fichier) in [
        ("cote", "pause.rs"),
        ("dossier", "pause/mod.rs"),
        ("ailleurs", "pause.rs"),
    ] {
        let dit = format!(
            "! la réponse emploie un autre fichier, `{fichier}` : elle doit tenir dans main.rs"
        );
        assert!(vus[nom].starts_with(&dit), "{nom} : {vus:#?}");
    }
    assert_eq!(vus["en_ligne"], "10 ");
    for nom in ["absent", "pas_a_cote", "interdite"] {
        assert!(vus[nom].starts_with("0 "), "{nom} : {vus:#?}");
    }
}

/// Le `main.rs` de `cargo new`, laissé à sa place, n'est pas plus une réponse que l'énoncé.
#[test]
fn un_main_sans_rien_de_l_exercice_ne_cache_pas_la_reponse() {
    let juste = juste();
    let bonjour: &[u8] = b"fn main() {\n    println!(\"Hello, world!\");\n}\n";
    let partielle = format!("pub async fn faire_une_pause() {{}}\n{}", "fn main() {}");
    let place = "exo29/src/main.rs";
    let copies: [(&str, Fichiers<'_>); 4] = [
        (
            "a_cote",
            &[(place, bonjour), ("exo29/main.rs", juste.as_bytes())],
        ),
        (
            "texte",
            &[(place, bonjour), ("exo29/reponse.txt", juste.as_bytes())],
        ),
        ("seul", &[(place, bonjour)]),
        (
            "partielle",
            &[
                (place, partielle.as_bytes()),
                ("exo29/main.rs", juste.as_bytes()),
            ],
        ),
    ];
    let vus = en_signes(&copies);
    for (nom, ou) in [("a_cote", "exo29/main.rs"), ("texte", "exo29/reponse.txt")] {
        let dit = format!(
            "! le main.rs à sa place n'a aucune des fonctions demandées, et une réponse est en « {ou} » : rien ne dit \
             laquelle noter"
        );
        assert!(vus[nom].starts_with(&dit), "{nom} : {vus:#?}");
    }
    assert!(vus["seul"].starts_with("0 "), "{vus:#?}");
    assert!(
        vus["partielle"].starts_with("0 une autre version"),
        "{vus:#?}"
    );
}

/// Note ce lot pour l'exo29 et l'exo30 ; de chaque copie, son nom, sa note, et ce qui y est signalé.
fn noter_deux(lot: &Lot, arguments: &[&str]) -> BTreeMap<String, (String, String)> {
    let autres = ["--exo", "29", "--exo", "30", "--sortie", "notes"];
    let mut commande = assert_cmd::Command::new(PROGRAMME);
    let issue = commande
        .arg("noter")
        .args(arguments)
        .args(autres)
        .current_dir(lot.chemin(""))
        .assert();
    let sortie = issue.get_output();
    assert!(
        sortie.status.code().is_some_and(|code| code < 2),
        "{}",
        String::from_utf8_lossy(&sortie.stderr)
    );
    let en_paire = |copie: Copie| {
        let raisons = copie.signalements.iter().map(|s| s.raison.as_str());
        (
            copie.nom.clone(),
            (
                copie.note.to_string(),
                raisons.collect::<Vec<_>>().join(" / "),
            ),
        )
    };
    lot.rapport().copies.into_iter().map(en_paire).collect()
}

/// Un rendu par exercice et par élève, quelle qu'en soit la forme, est d'un seul élève.
#[test]
fn un_rendu_par_exercice_est_d_un_seul_eleve() {
    let (vingt_neuf, trente) = (juste(), solution("exo30"));
    let (zip29, zip30) = (
        zip_de([("main.rs", vingt_neuf.as_bytes())]),
        zip_de([("src/main.rs", trente.as_bytes())]),
    );
    let (vingt_neuf, trente) = (vingt_neuf.as_bytes(), trente.as_bytes());
    let rendus: [(&str, &[u8]); 13] = [
        ("exo29-alice.zip", &zip29),
        ("exo30-alice.zip", &zip30),
        ("bob_exo29.zip", &zip29),
        ("exo30-bob.rs", trente),
        ("chloé-exo29/src/main.rs", vingt_neuf),
        ("exo30_chloé/main.rs", trente),
        ("exo29-david-v2.rs", vingt_neuf),
        ("exo30 david.zip", &zip30),
        ("exo29-30 emma.rs", vingt_neuf),
        // Une fois chaque exercice : deux rendus du même ne se réunissent pas.
        ("exo29-farid.zip", &zip29),
        ("farid-exo29/main.rs", vingt_neuf),
        // Seul, un dossier garde son nom.
        ("exo29-gaia/main.rs", vingt_neuf),
        ("exo30/main.rs", trente),
    ];
    let lot = Lot::nouveau();
    for (chemin, contenu) in rendus {
        lot.pose(chemin, contenu);
    }
    let classe = zip_de(rendus.iter().map(|(chemin, contenu)| (*chemin, *contenu)));
    std::fs::write(lot.chemin("classe.zip"), classe).unwrap();
    for arguments in [["--lot", "lot"], ["--lot", "classe.zip"]] {
        let vus = noter_deux(&lot, &arguments);
        for (nom, note) in [
            ("alice", "20"),
            ("bob", "20"),
            ("chloé", "20"),
            ("david", "20"),
            ("emma", "10"),
            ("exo29-gaia", "10"),
            ("exo30", "10"),
        ] {
            assert_eq!(
                vus.get(nom).map(|vu| vu.0.as_str()),
                Some(note),
                "{nom} : {vus:#?}"
            );
        }
        let farid = vus.keys().filter(|nom| nom.contains("farid"));
        assert_eq!(farid.count(), 2, "{vus:#?}");
        assert_eq!(vus.len(), 9, "{vus:#?}");
    }
}

/// « Vide » se dit de ce qui l'est : ce qui n'est jamais regardé a un nom.
#[test]
fn ce_qui_n_est_jamais_regarde_n_est_pas_rien() {
    let lot = Lot::nouveau();
    let profond = format!("{}main.rs", "d/".repeat(20));
    for (copie, chemin) in [
        ("cache", ".cache/main.rs"),
        ("clone", ".git/HEAD"),
        ("exemples", "exo29/examples/main.rs"),
        ("profond", &*profond),
        ("des-solutions", "solutions/exo29/src/main.rs"),
        ("des-tests", "tests/main.rs"),
    ] {
        lot.pose(&format!("{copie}/{chemin}"), juste());
    }
    lot.pose("zip.zip", zip_de([("tests/main.rs", &b"x"[..])]));
    std::fs::create_dir(lot.chemin("lot/vide")).unwrap();
    let vus = noter_deux(&lot, &["--lot", "lot"]);
    for (copie, dossier) in [
        ("cache", ".cache"),
        ("clone", ".git"),
        ("exemples", "exo29/examples"),
        ("profond", "d/d/d"),
        ("des-solutions", "solutions"),
        ("des-tests", "tests"),
        ("zip", "tests"),
    ] {
        let dit = format!("rien que ce qui n'est jamais regardé (« {dossier}");
        assert!(vus[copie].1.contains(&dit), "{copie} : {vus:#?}");
    }
    assert!(vus["vide"].1.contains("elle est vide"), "{vus:#?}");
}

/// Deux noms qui se lisent pareil restent deux copies, sous des noms lisibles qu'un dossier de plus ne change pas.
#[test]
fn deux_homonymes_ont_des_noms_stables() {
    let lot = Lot::nouveau();
    for nom in ["R\u{e9}mi \u{c9}lan", "Re\u{301}mi E\u{301}lan"] {
        lot.pose(&format!("{nom}/exo29.rs"), juste());
    }
    let mut noms = Vec::new();
    for autre in ["Alice", "Zoé"] {
        let vus = noter_deux(&lot, &["--lot", "lot"]);
        let remi = vus.iter().filter(|(nom, _)| nom.starts_with("Rémi Élan"));
        let remi: Vec<_> = remi.map(|(nom, vu)| (nom.clone(), vu.clone())).collect();
        for (nom, (note, raisons)) in &remi {
            assert!(!nom.contains('/'), "{nom}");
            assert_eq!(note, "10");
            assert!(
                raisons.contains("une autre copie porte le même nom"),
                "{raisons}"
            );
        }
        noms.push(remi.into_iter().map(|(nom, _)| nom).collect::<Vec<_>>());
        lot.pose(&format!("{autre}/exo29.rs"), juste());
    }
    assert_eq!(
        noms[0],
        ["Rémi Élan (homonyme 1)", "Rémi Élan (homonyme 2)"]
    );
    assert_eq!(noms[0], noms[1]);
}

/// Un dossier de trop autour de la classe ne fait pas d'elle un élève ; celui d'un élève seul reste le sien.
#[test]
fn un_dossier_de_trop_se_deballe_ou_se_dit() {
    let lot = Lot::nouveau();
    let autre = juste() + "// autre\n";
    lot.pose("classe/alice/TP7/Exercice 29/main.rs", juste());
    lot.pose("classe/bob/exo29.rs", &autre);
    let vus = noter_deux(&lot, &["--lot", "lot"]);
    assert_eq!(vus.keys().collect::<Vec<_>>(), ["alice", "bob"], "{vus:#?}");
    // Donnée comme une copie, elle demande si c'en est une.
    let vus = noter_deux(&lot, &["lot/classe"]);
    let dit = "plusieurs réponses diffèrent";
    let question = "est-ce un lot ? --lot lot/classe";
    let classe = &vus["classe"].1;
    assert!(
        classe.contains(dit) && classe.contains(question),
        "{vus:#?}"
    );
    for chemins in [
        &["exo29/src/main.rs", "exo30/src/main.rs"][..],
        &["Exercice 29/main.rs", "Exercice 30/main.rs"],
        &["src/main.rs", "src/bin/exo30.rs"],
    ] {
        let lot = Lot::nouveau();
        for (chemin, exercice) in chemins.iter().zip(["exo29", "exo30"]) {
            lot.pose(&format!("alice/{chemin}"), solution(exercice));
        }
        let vus = noter_deux(&lot, &["--lot", "lot"]);
        assert_eq!(vus.keys().collect::<Vec<_>>(), ["alice"], "{vus:#?}");
        assert!(!vus["alice"].1.contains("est-ce un lot"), "{vus:#?}");
    }
}

/// Ni un suffixe d'archive, ni des espaces ne sont le nom de quelqu'un ; ce que Git numérote n'est pas un exercice.
#[test]
fn un_nom_est_lisible() {
    let lot = Lot::nouveau();
    lot.pose("jules.7z", "7z");
    lot.pose("karim.tar.bz2", "BZh");
    lot.pose("exo29-lou.rs.gz", "gz");
    lot.pose("  /exo29.rs", juste());
    lot.pose("nu.git/HEAD", "ref: refs/heads/main");
    lot.pose("nu.git/objects/30/a1b2c3", "x");
    lot.pose("nu.git/exo29.rs", juste());
    let vus = noter_deux(&lot, &["--lot", "lot"]);
    let noms: Vec<_> = vus.keys().map(String::as_str).collect();
    assert_eq!(noms, ["jules", "karim", "lou", "nu.git", "sans nom"]);
    assert_eq!(vus["nu.git"], ("10".to_owned(), String::new()));
}

/// L'élève lit ce qui n'a pas pu être noté et quoi remettre, et rien de ce que l'enseignant a à trancher.
#[test]
fn le_retour_d_une_reponse_pas_lue_dit_quoi_remettre() {
    let lot = Lot::nouveau();
    lot.pose("alice/exo29/src/main.rs", solution("exo30"));
    lot.pose("bob/exo29/a.rs", juste());
    lot.pose("bob/exo29/b.rs", juste() + "// autre\n");
    lot.noter(
        &[
            "--exo",
            "29",
            "--lot",
            "lot",
            "--sortie",
            "notes",
            "--retours",
            "retours",
        ],
        1,
    );
    for (nom, dits) in [
        (
            "alice",
            [
                "ressemble à exo30",
                "remets ta réponse à cet exercice en exo29/src/main.rs",
            ],
        ),
        (
            "bob",
            [
                "exo29/a.rs",
                "garde celle qui doit être notée, et remets-la en exo29/src/main.rs",
            ],
        ),
    ] {
        for suffixe in ["md", "html"] {
            let retour =
                std::fs::read_to_string(lot.chemin(&format!("retours/{nom}.{suffixe}"))).unwrap();
            for dit in dits {
                assert!(retour.contains(dit), "{dit} : {retour}");
            }
            for mot in ["rien ne dit", "redemander", "à ranger"] {
                assert!(!retour.contains(mot), "{mot} : {retour}");
            }
        }
    }
}
