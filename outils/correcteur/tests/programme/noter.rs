//! Noter une classe : chaque copie a la note qu'elle mérite, aucune n'arrête les autres, et un lot tué,
//! repris ou réparti donne le même rapport.
#![cfg(unix)]

use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::assert::Assert;
use correcteur::modele::rapport::{Copie, FICHIER, Part, Rapport, SCHEMA};
use correcteur::modele::resultat::Empechement;
use correcteur::socle::points::Points;
use tempfile::TempDir;

use crate::commun::{COURS, PROGRAMME, exo29_avec, lire, racine};

pub(crate) fn exo(arguments: &[&str]) -> assert_cmd::Command {
    let mut commande = assert_cmd::Command::new(PROGRAMME);
    commande.args(arguments);
    commande
}

pub(crate) fn erreur_de(issue: &Assert) -> String {
    String::from_utf8(issue.get_output().stderr.clone()).unwrap()
}

/// Une classe dans un dossier à elle.
pub(crate) struct Classe(TempDir);

impl Classe {
    pub(crate) fn nouvelle() -> Self {
        Classe(tempfile::tempdir().unwrap())
    }

    pub(crate) fn lot(&self) -> PathBuf {
        self.0.path().join("lot")
    }

    pub(crate) fn sortie(&self, nom: &str) -> PathBuf {
        self.0.path().join(nom)
    }

    /// Le dossier, créé, où cet élève range cet exercice.
    pub(crate) fn sources(&self, eleve: &str, exercice: &str) -> PathBuf {
        let dossier = self.lot().join(eleve).join(exercice).join("src");
        std::fs::create_dir_all(&dossier).unwrap();
        dossier
    }

    pub(crate) fn remet(&self, eleve: &str, exercice: &str, texte: impl AsRef<[u8]>) {
        std::fs::write(self.sources(eleve, exercice).join("main.rs"), texte).unwrap();
    }

    /// Note le lot, exercices 29 et 30, dans ce dossier de sortie, avec une mémoire des notes qui n'est qu'à cette classe.
    fn noter(&self, sortie: &str, options: &[&str]) -> Assert {
        let (lot, sortie) = (self.lot(), self.sortie(sortie));
        let mut commande = exo(&["noter", "--exo", "29", "--exo", "30", "--lot"]);
        commande.arg(lot).arg("--sortie").arg(sortie);
        if !options.contains(&"--sans-memoire") {
            commande.arg("--memoire").arg(self.sortie("memoire"));
        }
        commande.args(options).assert()
    }

    pub(crate) fn rapport(&self, sortie: &str) -> Rapport {
        let octets = std::fs::read(self.sortie(sortie).join(FICHIER)).unwrap();
        serde_json::from_slice(&octets).unwrap()
    }

    pub(crate) fn texte(&self, sortie: &str) -> String {
        std::fs::read_to_string(self.sortie(sortie).join(FICHIER)).unwrap()
    }

    /// Les deux CSV sont les mêmes, à l'octet près.
    #[track_caller]
    fn memes_notes(&self, obtenu: &str, attendu: &str) {
        let lire = |sortie| std::fs::read(self.sortie(sortie).join("notes.csv")).unwrap();
        assert!(lire(obtenu) == lire(attendu), "{obtenu}, {attendu}");
    }

    /// Les deux rapports sont les mêmes, à l'octet près ; sinon, montre les lignes qui diffèrent.
    #[track_caller]
    fn memes_rapports(&self, obtenu: &str, attendu: &str) {
        let (obtenu, attendu) = (self.texte(obtenu), self.texte(attendu));
        let ecart = similar::TextDiff::from_lines(&attendu, &obtenu);
        assert!(
            obtenu == attendu,
            "{}",
            ecart.unified_diff().header("attendu", "obtenu")
        );
    }
}

pub(crate) fn solution(exercice: &str) -> String {
    crate::commun::solution(COURS.exercice(exercice).unwrap())
}

/// Des copies ordinaires : juste, non commencée, à moitié faite, qui ne compile pas, vide.
fn classe_ordinaire() -> Classe {
    let classe = Classe::nouvelle();
    for exercice in ["exo29", "exo30"] {
        classe.remet("alice", exercice, solution(exercice));
        classe.remet("bob", exercice, lire(format!("{exercice}/src/main.rs")));
    }
    classe.remet("chloé", "exo29", exo29_avec("todo!()"));
    classe.remet("david", "exo29", "fn main() { let n: u32 = \"deux\"; }");
    classe.remet("david", "exo30", solution("exo30"));
    std::fs::create_dir_all(classe.lot().join("emma")).unwrap();
    classe
}

/// Les copies étaient notées là où rien de ce qu'elles exécutent ne peut écrire dans la mémoire des notes. (Sonder ici le
/// bac à sable tuerait les programmes des essais voisins : ce serait des enfants inconnus de lui.)
pub(crate) fn separees(rapport: &Rapport) -> bool {
    let separe = ["système en lecture seule", "compte sans droits"];
    let mut actives = rapport
        .protections
        .iter()
        .filter(|protection| protection.active);
    actives.any(|protection| separe.contains(&protection.nom.as_str()))
}

pub(crate) fn copie<'a>(rapport: &'a Rapport, nom: &str) -> &'a Copie {
    let noms: Vec<_> = rapport.copies.iter().map(|copie| &copie.nom).collect();
    let trouvee = rapport.copies.iter().find(|copie| copie.nom == nom);
    trouvee.unwrap_or_else(|| panic!("pas de {nom} parmi {noms:?}"))
}

fn points(copie: &Copie) -> Vec<f64> {
    copie
        .resultats
        .iter()
        .map(|resultat| f64::from(resultat.points))
        .collect()
}

fn raison(copie: &Copie, exercice: usize) -> String {
    let empechement = copie.resultats[exercice].empechement.as_ref();
    empechement
        .unwrap_or_else(|| panic!("{copie:?}"))
        .to_string()
}

#[test]
fn chacun_a_la_note_qu_il_merite() {
    let classe = classe_ordinaire();
    let erreur = erreur_de(&classe.noter("notes", &[]).code(1));
    // Là où aucune barre ne bouge, ce qui avance se dit ligne à ligne.
    let avance: Vec<_> = erreur
        .lines()
        .filter(|l| l.starts_with("notée : "))
        .collect();
    let attendu = [1, 2, 3, 4, 5].map(|n| format!("notée : {n} sur 5"));
    assert_eq!(avance, attendu, "{erreur}");
    let rapport = classe.rapport("notes");
    assert_eq!(rapport.schema, SCHEMA);
    let noms: Vec<_> = rapport
        .copies
        .iter()
        .map(|copie| copie.nom.as_str())
        .collect();
    assert_eq!(noms, ["alice", "bob", "chloé", "david", "emma"]);
    let notes = ["alice", "bob", "chloé", "david", "emma"].map(|nom| points(copie(&rapport, nom)));
    assert_eq!(
        notes,
        [
            [10.0, 10.0],
            [0.0, 0.0],
            [7.5, 0.0],
            [0.0, 10.0],
            [0.0, 0.0]
        ]
    );
    assert_eq!(copie(&rapport, "alice").note, 20.0);
    assert!(raison(copie(&rapport, "david"), 0).contains("E0308"));
    assert!(raison(copie(&rapport, "emma"), 0).contains("elle est vide"));
    assert!(raison(copie(&rapport, "chloé"), 1).contains("n'existe pas"));
    // Emma n'a pas un 0 sans un mot ; les autres n'ont rien d'anormal.
    let signalees = rapport
        .copies
        .iter()
        .filter(|copie| !copie.signalements.is_empty());
    assert!(
        signalees.map(|copie| copie.nom.as_str()).eq(["emma"]),
        "{rapport:?}"
    );
}

#[test]
fn une_mauvaise_copie_n_arrete_pas_les_autres() {
    let classe = Classe::nouvelle();
    classe.remet("zoé", "exo29", solution("exo29"));
    let tube = classe.sources("tube", "exo29").join("main.rs");
    assert!(Command::new("mkfifo").arg(tube).status().unwrap().success());
    let solution_29 = racine().join("solutions/exo29/src/main.rs");
    symlink(
        &solution_29,
        classe.sources("lien", "exo29").join("main.rs"),
    )
    .unwrap();
    std::fs::create_dir_all(classe.lot().join("dossier-lié")).unwrap();
    symlink(
        racine().join("solutions/exo29"),
        classe.lot().join("dossier-lié/exo29"),
    )
    .unwrap();
    classe.remet("binaire", "exo29", b"fn main() {} // \xff");
    classe.remet("énorme", "exo29", vec![b'/'; 3 << 20]);
    std::fs::create_dir_all(classe.sources("dossier", "exo29").join("main.rs")).unwrap();
    let illisible = std::ffi::OsStr::from_bytes(b"nom-\xff\n=1+1");
    std::fs::create_dir_all(classe.lot().join(illisible)).unwrap();
    classe.remet("sortie", "exo29", exo29_avec("std::process::exit(0);"));
    std::fs::write(classe.lot().join("note.txt"), "pas une copie").unwrap();

    classe.noter("notes", &["--exo", "29"]).code(1);
    let rapport = classe.rapport("notes");
    assert_eq!(rapport.copies.len(), 9);
    assert_eq!(points(copie(&rapport, "zoé"))[0], 10.0);
    for (nom, attendue) in [
        ("tube", "pas un fichier ordinaire"),
        ("lien", "pas un fichier ordinaire"),
        ("dossier-lié", "hors de la copie"),
        ("binaire", "UTF-8"),
        ("énorme", "dépasse"),
        ("dossier", "pas un fichier ordinaire"),
    ] {
        let copie = copie(&rapport, nom);
        assert_eq!(points(copie)[0], 0.0);
        assert!(
            raison(copie, 0).contains(attendue),
            "{nom} : {}",
            raison(copie, 0)
        );
        assert_eq!(copie.signalements.len(), 1, "{copie:?}");
    }
    let sortie = copie(&rapport, "sortie");
    assert!(matches!(
        sortie.resultats[0].empechement,
        Some(Empechement::Refuse { .. })
    ));
    assert!(sortie.signalements[0].ligne.is_some());
}

#[test]
fn un_lot_tue_puis_repris_donne_le_meme_rapport() {
    let classe = classe_ordinaire();
    for numero in 0..6 {
        let texte = format!("{}// {numero}\n", solution("exo30"));
        classe.remet(&format!("fort-{numero}"), "exo30", texte);
    }
    let options = ["--travaux", "1", "--sans-memoire", "--format", "csv"];
    classe.noter("entier", &options).code(1);

    let copies = classe.sortie("repris").join("copies");
    for seuil in [2, 5, 7] {
        tuer_apres(&classe, &copies, seuil, &options);
        assert!(!classe.sortie("repris").join(FICHIER).exists());
        for copie in fichiers(&copies) {
            let octets = std::fs::read(&copie).unwrap();
            serde_json::from_slice::<serde_json::Value>(&octets)
                .unwrap_or_else(|erreur| panic!("{} : {erreur}", copie.display()));
        }
    }
    let dates = |fichiers: &[PathBuf]| -> Vec<_> {
        let date = |fichier: &PathBuf| fichier.metadata().unwrap().modified().unwrap();
        fichiers.iter().map(date).collect()
    };
    let deja = fichiers(&copies);
    let avant = dates(&deja);
    let issue = classe
        .noter("repris", &[&options[..], &["--reprendre"]].concat())
        .code(1);
    assert!(
        erreur_de(&issue).contains("déjà là"),
        "{}",
        erreur_de(&issue)
    );
    assert_eq!(
        dates(&deja),
        avant,
        "une copie déjà notée a été notée de nouveau"
    );
    classe.memes_rapports("repris", "entier");
    classe.memes_notes("repris", "entier");
}

/// De même avec la mémoire des notes : ce qu'une notation tuée y a mis vaut ce qu'elle aurait donné.
#[test]
fn un_lot_tue_puis_repris_donne_le_meme_rapport_avec_la_memoire() {
    let classe = Classe::nouvelle();
    for numero in 0..8 {
        let texte = format!("{}// {}\n", solution("exo29"), numero / 2);
        classe.remet(&format!("eleve-{numero}"), "exo29", texte);
    }
    classe.remet("eleve-8", "exo29", exo29_avec("todo!()"));
    let (travaux, csv) = (["--travaux", "1"], ["--format", "csv"]);
    let sans = [&travaux[..], &csv, &["--sans-memoire"]].concat();
    classe.noter("entier", &sans).code(1);

    let memoire = classe.sortie("memoire");
    let avec = [
        &travaux[..],
        &csv,
        &["--memoire", memoire.to_str().unwrap()],
    ]
    .concat();
    let copies = classe.sortie("repris").join("copies");
    for seuil in [1, 3, 5] {
        tuer_apres(&classe, &copies, seuil, &avec);
        assert!(!classe.sortie("repris").join(FICHIER).exists());
    }
    classe
        .noter("repris", &[&travaux[..], &csv, &["--reprendre"]].concat())
        .code(1);
    // Sans reprendre, tout vient de la mémoire, là où une copie ne peut pas y écrire.
    let issue = classe.noter("neuf", &[&travaux[..], &csv].concat()).code(1);
    if separees(&classe.rapport("neuf")) {
        let erreur = erreur_de(&issue);
        assert!(
            erreur.contains("réponses notées : 0 ; déjà notées : 9"),
            "{erreur}"
        );
    }
    for obtenu in ["repris", "neuf"] {
        classe.memes_rapports(obtenu, "entier");
        classe.memes_notes(obtenu, "entier");
    }
}

/// Lance le lot, attend que tant de copies soient notées, et le tue.
fn tuer_apres(classe: &Classe, copies: &Path, seuil: usize, options: &[&str]) {
    let options = [options, &["--reprendre"]].concat();
    let mut notation = lancer(classe, "repris", &options, copies, seuil);
    notation.kill().unwrap();
    notation.wait().unwrap();
}

/// Note le lot, et rend la main quand tant de copies sont notées.
fn lancer(classe: &Classe, sortie: &str, options: &[&str], copies: &Path, seuil: usize) -> Child {
    let mut notation = Command::new(PROGRAMME)
        .args(["noter", "--exo", "29", "--exo", "30"])
        .args(options)
        .arg("--lot")
        .arg(classe.lot())
        .arg("--sortie")
        .arg(classe.sortie(sortie))
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let limite = Instant::now() + Duration::from_secs(120);
    while fichiers(copies).len() < seuil {
        assert!(Instant::now() < limite, "le lot n'avance pas");
        let finie = notation.try_wait().unwrap();
        assert!(finie.is_none(), "le lot a fini trop tôt : {finie:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
    notation
}

/// Les copies rangées, sans celle qui était en train de s'écrire.
fn fichiers(dossier: &Path) -> Vec<PathBuf> {
    let Ok(entrees) = std::fs::read_dir(dossier) else {
        return Vec::new();
    };
    let mut fichiers: Vec<_> = entrees.map(|entree| entree.unwrap().path()).collect();
    fichiers.retain(|fichier| {
        fichier
            .extension()
            .is_some_and(|extension| extension == "json")
    });
    fichiers.sort();
    fichiers
}

#[test]
fn reprendre_note_de_nouveau_ce_qui_a_change() {
    let classe = Classe::nouvelle();
    classe.remet("alice", "exo30", solution("exo30"));
    classe.remet("bob", "exo30", lire("exo30/src/main.rs"));
    classe.noter("notes", &[]).code(1);
    classe.remet("bob", "exo30", solution("exo30"));
    let issue = classe.noter("notes", &["--reprendre"]).code(1);
    assert!(
        erreur_de(&issue).contains("notées : 1 ; déjà là : 1"),
        "{}",
        erreur_de(&issue)
    );
    assert_eq!(points(copie(&classe.rapport("notes"), "bob")), [0.0, 10.0]);

    let bareme = classe.sortie("bareme.toml");
    std::fs::write(&bareme, "exo30 = 4\n29 = 1\n").unwrap();
    let options = ["--reprendre", "--bareme", bareme.to_str().unwrap()];
    classe.noter("notes", &options).code(1);
    let rapport = classe.rapport("notes");
    assert_eq!(points(copie(&rapport, "bob")), [0.0, 4.0]);
    assert_eq!(copie(&rapport, "bob").note, 16.0);
}

#[test]
fn quatre_parts_reunies_valent_le_tout() {
    let classe = classe_ordinaire();
    classe.noter("entier", &[]).code(1);
    let mut parts = Vec::new();
    for rang in 1..=4 {
        let nom = format!("part{rang}");
        let issue = classe.noter(&nom, &["--partie", &format!("{rang}/4")]);
        assert!(
            issue.get_output().status.code() < Some(2),
            "{}",
            erreur_de(&issue)
        );
        parts.push(classe.sortie(&nom));
    }
    parts.reverse();
    let mut fusion = exo(&["fusionner"]);
    fusion
        .args(&parts)
        .arg("--sortie")
        .arg(classe.sortie("reuni"));
    fusion.assert().code(1);
    classe.memes_rapports("reuni", "entier");
}

#[test]
fn fusionner_refuse_ce_qui_ne_va_pas_ensemble() {
    let classe = classe_ordinaire();
    classe.noter("un", &[]).code(1);
    let fusionner = |dossiers: &[&str]| {
        let mut fusion = exo(&["fusionner"]);
        fusion.args(dossiers.iter().map(|nom| classe.sortie(nom)));
        let issue = fusion.arg("--sortie").arg(classe.sortie("reuni")).assert();
        erreur_de(&issue.code(2))
    };
    let modifie = |nom: &str, changer: &dyn Fn(&mut Rapport)| {
        let mut rapport = classe.rapport("un");
        changer(&mut rapport);
        std::fs::create_dir_all(classe.sortie(nom)).unwrap();
        let octets = serde_json::to_vec(&rapport).unwrap();
        std::fs::write(classe.sortie(nom).join(FICHIER), octets).unwrap();
    };
    modifie("note", &|rapport| {
        rapport.copies[0].note = Points::entiers(3)
    });
    assert!(fusionner(&["un", "note"]).contains("deux copies différentes"));
    modifie("bareme", &|rapport| {
        rapport.exercices[0].points = Points::entiers(99)
    });
    assert!(fusionner(&["un", "bareme"]).contains("barème"));
    // Les mêmes totaux, partagés autrement.
    modifie("etapes", &|rapport| {
        for copie in &mut rapport.copies {
            copie.nom.push('2');
            let etapes = &mut copie.resultats[0].etapes;
            etapes[0].points_max = Points::entiers(1);
            etapes[1].points_max = Points::entiers(4);
        }
    });
    assert!(fusionner(&["un", "etapes"]).contains("barème"));
    modifie("version", &|rapport| rapport.schema = "autre/v9".into());
    assert!(fusionner(&["version", "un"]).contains("autre/v9"));
    assert!(fusionner(&["un", "absent"]).contains("ne se lit pas"));
    for (rang, total) in [(1, 3), (3, 3), (2, 2)] {
        let partie = Some(Part { rang, total });
        modifie(&format!("{rang}sur{total}"), &|rapport| {
            rapport.partie = partie
        });
    }
    let incomplet = fusionner(&["1sur3", "1sur3", "3sur3"]);
    assert!(
        incomplet.contains("manque") && incomplet.contains("2/3"),
        "{incomplet}"
    );
    assert!(fusionner(&["1sur3", "2sur2"]).contains("partagé en 2"));
    assert!(!classe.sortie("reuni").exists());
}

/// Un dossier de plus ou de moins d'une machine à l'autre, et les parties ne se complètent plus : des copies n'y seraient pas,
/// d'autres y seraient deux fois.
#[test]
fn fusionner_refuse_les_parties_de_deux_lots() {
    let classe = Classe::nouvelle();
    for nom in ["bob", "chloé", "david"] {
        classe.remet(nom, "exo29", "fn");
    }
    classe.noter("p1", &["--partie", "1/2"]).code(1);
    classe.noter("p2", &["--partie", "2/2"]).code(1);
    classe.remet("alice", "exo29", "fn");
    classe.noter("autre", &["--partie", "2/2"]).code(1);
    let fusionner = |parties: [&str; 2], code| {
        let mut fusion = exo(&["fusionner"]);
        fusion.args(parties.map(|nom| classe.sortie(nom)));
        let issue = fusion.arg("--sortie").arg(classe.sortie("reuni")).assert();
        erreur_de(&issue.code(code)).replace('\n', " ")
    };
    let erreur = fusionner(["p1", "autre"], 2);
    for dit in ["p1", "3 copies", "autre", "4 copies", "note de nouveau"] {
        assert!(erreur.contains(dit), "{dit} : {erreur}");
    }
    assert!(!classe.texte("p1").contains(classe.lot().to_str().unwrap()));

    // Le rapport d'une version qui ne le disait pas se réunit, sauf si une copie y est deux fois.
    let ancien = |nom: &str| {
        let mut rapport = classe.rapport(nom);
        assert!(rapport.lot.take().is_some(), "{nom}");
        let octets = serde_json::to_vec(&rapport).unwrap();
        std::fs::write(classe.sortie(nom).join(FICHIER), octets).unwrap();
    };
    ["p1", "p2", "autre"].into_iter().for_each(ancien);
    let erreur = fusionner(["p1", "autre"], 2);
    for dit in ["« bob »", "1/2", "2/2", "note de nouveau"] {
        assert!(erreur.contains(dit), "{dit} : {erreur}");
    }
    fusionner(["p1", "p2"], 1);
    assert_eq!(classe.rapport("reuni").copies.len(), 3);
}

#[test]
fn une_reponse_mal_rangee_est_notee_et_le_rapport_dit_ou_elle_etait() {
    let classe = Classe::nouvelle();
    classe.remet("alice", "exo29", solution("exo29"));
    classe.remet("alice", "exo30", solution("exo30"));
    classe.remet("bob/tokio-main", "exo29", solution("exo29"));
    std::fs::write(classe.lot().join("bob/exo30.rs"), solution("exo30")).unwrap();
    classe.noter("notes", &["--format", "csv"]).code(0);
    let rapport = classe.rapport("notes");
    let bob = copie(&rapport, "bob");
    assert_eq!(points(bob), [10.0, 10.0]);
    assert_eq!(bob.emplacements["exo29"], "tokio-main/exo29/src/main.rs");
    assert_eq!(bob.emplacements["exo30"], "exo30.rs");
    assert!(bob.signalements.is_empty(), "{bob:?}");
    assert!(copie(&rapport, "alice").emplacements.is_empty());
}

#[test]
fn un_dossier_de_copies_n_est_pas_une_copie() {
    let classe = classe_ordinaire();
    let issue = exo(&["noter", "--exo", "29"]).arg(classe.lot()).assert();
    let erreur = erreur_de(&issue.code(2));
    assert!(erreur.contains("--lot"), "{erreur}");
}

#[test]
fn un_fichier_seul_dit_de_quel_exercice_il_est() {
    let classe = Classe::nouvelle();
    let fichier = classe.sortie("reponse.rs");
    std::fs::write(&fichier, solution("exo30")).unwrap();
    let issue = exo(&["noter"]).arg(&fichier).assert().code(2);
    assert!(
        erreur_de(&issue).contains("--exo NN"),
        "{}",
        erreur_de(&issue)
    );
    exo(&["noter", "--exo", "30"])
        .arg(&fichier)
        .assert()
        .code(0);
    let nomme = classe.sortie("exo30.rs");
    std::fs::rename(&fichier, &nomme).unwrap();
    exo(&["noter"]).arg(&nomme).assert().code(0);
    let issue = exo(&["noter", "--exo", "29", "--exo", "31"])
        .arg(&nomme)
        .assert()
        .code(2);
    assert!(erreur_de(&issue).contains("exo30"), "{}", erreur_de(&issue));
}

#[test]
fn une_mauvaise_demande_est_refusee_en_disant_quoi_faire() {
    let classe = Classe::nouvelle();
    std::fs::create_dir_all(classe.lot()).unwrap();
    let bareme = classe.sortie("bareme.toml");
    std::fs::write(&bareme, "exo99 = 3").unwrap();
    let ecrire = |nom: &str, texte: &str| {
        std::fs::write(classe.sortie(nom), texte).unwrap();
        classe.sortie(nom).to_str().unwrap().to_owned()
    };
    let double = ecrire("double.toml", "exo29 = 5\n29 = 6\n");
    let immense = ecrire("immense.toml", "exo29 = 4294967295\n");
    let faux = ecrire("faux.toml", "exo29 = 5\nexo30 = \"dix\"\n");
    let (lot, bareme) = (classe.lot(), bareme.to_str().unwrap().to_owned());
    let lot = lot.to_str().unwrap();
    for (arguments, attendu) in [
        (vec!["noter", "/nulle/part"], "n'existe pas"),
        (vec!["noter", "--lot", lot], "la copie de personne"),
        (vec!["noter", "--lot", "/nulle/part"], "ne se lit pas"),
        (vec!["noter", "--moodle", "/nulle/part.zip"], "n'existe pas"),
        (vec!["noter", "--exo", "77", lot], "pas d'exercice"),
        (vec!["noter", "--partie", "5/4", lot], "k/n"),
        (vec!["noter", "--bareme", &bareme, lot], "exo99"),
        // L'accent s'écrit ou non.
        (
            vec!["noter", "--barème", "/nulle/part", lot],
            "n'existe pas",
        ),
        (
            vec!["noter", "--bareme", &double, lot],
            "exo29 y est deux fois",
        ),
        (vec!["noter", "--bareme", &immense, lot], "plus de 10000"),
        (vec!["noter", "--bareme", &faux, lot], "ligne 2"),
        (vec!["noter", "--reprendre", lot], "--sortie"),
        (vec!["fusionner", lot], "--sortie"),
    ] {
        let erreur = erreur_de(&exo(&arguments).assert().code(2));
        assert!(erreur.contains(attendu), "{arguments:?} : {erreur}");
    }
}

/// Là où aucun programme ne se trouve, ni cloison ni limites ne fonctionnent.
#[test]
fn rien_n_est_note_sans_les_protections_qu_on_exige() {
    let classe = Classe::nouvelle();
    classe.remet("alice", "exo29", solution("exo29"));
    let vide = classe.sortie("vide");
    std::fs::create_dir(&vide).unwrap();
    let mut commande = exo(&["noter", "--exo", "29", "--exiger-bac-a-sable", "--lot"]);
    commande
        .arg(classe.lot())
        .arg("--sortie")
        .arg(classe.sortie("notes"));
    commande.env("PATH", &vide).env("CARGO", env!("CARGO"));
    let erreur = erreur_de(&commande.assert().code(2));
    assert!(
        erreur.contains("--exiger-bac-a-sable : il manque à cette machine"),
        "{erreur}"
    );
    assert!(!classe.sortie("notes").join(FICHIER).exists());
}

/// Note le lot dans `notes` et l'arrête par un Ctrl-C, une copie notée et l'exo30 de la suivante commencé ; rend ce qui est
/// dit.
fn interrompre_a_l_exo30(classe: &Classe, temporaire: &Path, options: &[&str]) -> String {
    std::fs::create_dir_all(temporaire).unwrap();
    let arguments = "noter --exo 29 --exo 30 --travaux 1 --delai 2";
    let mut notation = Command::new(PROGRAMME)
        .args(arguments.split(' '))
        .args(options)
        .arg("--sortie")
        .arg(classe.sortie("notes"))
        .arg("--lot")
        .arg(classe.lot())
        .env("TMPDIR", temporaire)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let copies = classe.sortie("notes").join("copies");
    let en_cours = || {
        let entrees = walkdir::WalkDir::new(temporaire).min_depth(3).max_depth(3);
        let mut dossiers = entrees.into_iter().flatten();
        dossiers.any(|dossier| dossier.file_name() == "exo30")
    };
    let limite = Instant::now() + Duration::from_secs(120);
    while fichiers(&copies).is_empty() || !en_cours() {
        assert!(Instant::now() < limite, "le lot n'avance pas");
        assert!(
            notation.try_wait().unwrap().is_none(),
            "le lot a fini trop tôt"
        );
        std::thread::sleep(Duration::from_millis(2));
    }
    let pid = nix::unistd::Pid::from_raw(notation.id().cast_signed());
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGINT).unwrap();
    let fin = notation.wait_with_output().unwrap();
    let erreur = String::from_utf8(fin.stderr).unwrap();
    assert_eq!(fin.status.code(), Some(130), "{erreur}");
    erreur
}

/// L'exo 30, dont un test ne rend jamais la main.
fn exo30_fige() -> String {
    solution("exo30").replacen(
        "tokio::time::sleep(Duration::from_secs(1)).await;",
        "loop { std::hint::spin_loop(); }",
        1,
    )
}

/// Une sortie déjà pleine ne fait pas croire que tout a été noté de nouveau.
#[test]
fn un_ctrl_c_ne_compte_pas_ce_qui_etait_deja_la() {
    let classe = Classe::nouvelle();
    classe.remet("alice", "exo30", solution("exo30"));
    classe.remet("zoé", "exo29", solution("exo29"));
    classe.noter("notes", &["--delai", "2"]).code(1);
    classe.remet("zoé", "exo30", exo30_fige());
    let memoire = classe.sortie("memoire");
    let options = ["--memoire", memoire.to_str().unwrap()];
    let erreur = interrompre_a_l_exo30(&classe, &classe.sortie("tmp"), &options);
    let mots = "2 copies sur 2, dont 1 d'avant, que --reprendre ne note de nouveau que si la copie ou les réglages ont \
                changé";
    assert!(erreur.replace('\n', " ").contains(mots), "{erreur}");
    // Noter tout de nouveau, c'est n'avoir plus rien d'avant.
    let erreur = interrompre_a_l_exo30(&classe, &classe.sortie("tmp"), &["--sans-memoire"]);
    let mots = "1 copie sur 2, et les exercices finis de 1 autre.";
    assert!(erreur.replace('\n', " ").contains(mots), "{erreur}");
}

#[test]
fn un_ctrl_c_garde_ce_qui_est_note_et_ne_laisse_rien() {
    let classe = Classe::nouvelle();
    classe.remet("alice", "exo30", solution("exo30"));
    classe.remet("zoé", "exo29", solution("exo29"));
    classe.remet("zoé", "exo30", exo30_fige());
    // Celle-là n'est pas commencée.
    classe.remet("zz", "exo29", "fn");
    let temporaire = classe.sortie("tmp");
    let erreur = interrompre_a_l_exo30(&classe, &temporaire, &[]);
    let copies = classe.sortie("notes").join("copies");
    for mots in [
        // La sortie était neuve : rien n'y est d'avant.
        "1 copie sur 3, et les exercices finis de 1 autre",
        "--reprendre",
    ] {
        assert!(
            erreur.replace('\n', " ").contains(mots),
            "{mots} : {erreur}"
        );
    }
    let restes: Vec<_> = std::fs::read_dir(&temporaire).unwrap().collect();
    assert!(restes.is_empty(), "{restes:?}");
    assert!(!classe.sortie("notes").join(FICHIER).exists());

    // L'exercice fini n'est pas noté de nouveau : une valeur changée dans ce qui est gardé se retrouve au rapport.
    let entamee = std::fs::read_dir(&copies)
        .unwrap()
        .map(|entree| entree.unwrap().path());
    let entamee = entamee.filter(|chemin| chemin.extension().is_some_and(|ext| ext == "entamee"));
    let [entamee] = entamee.collect::<Vec<_>>().try_into().unwrap();
    let texte = std::fs::read_to_string(&entamee).unwrap();
    let (avant, apres) = ("\"points\":2.5,", "\"points\":1,");
    assert!(texte.contains(avant), "{texte}");
    std::fs::write(&entamee, texte.replacen(avant, apres, 1)).unwrap();
    let options = ["--travaux", "1", "--delai", "2", "--reprendre"];
    classe.noter("notes", &options).code(1);
    assert_eq!(points(copie(&classe.rapport("notes"), "zoé"))[0], 8.5);
    assert!(!entamee.exists());
}

#[test]
fn un_format_qui_ne_peut_pas_s_ecrire_est_refuse_avant_de_noter() {
    let classe = classe_ordinaire();
    let fichier = classe.sortie("notes.csv");
    std::fs::write(&fichier, "déjà là").unwrap();
    let (lot, fichier) = (classe.lot(), fichier.to_str().unwrap());
    let lot = ["noter", "--exo", "29", "--lot", lot.to_str().unwrap()];
    for (options, attendu) in [
        (vec!["--format", "gradescope"], "donne ici 5 fichiers"),
        (vec!["--format", "exercism"], "donne ici 5 fichiers"),
        (
            vec!["--format", "csv", "--format", "html"],
            "csv, html à la fois",
        ),
        (
            vec!["--format", "csv", "--sortie", fichier],
            "est un fichier",
        ),
        (vec!["--sortie", "/proc/notes"], "ne s'écrit pas"),
        (vec!["--format", "classroom50"], "CLASSROOM"),
    ] {
        let depart = Instant::now();
        let mut commande = exo(&lot);
        commande.args(&options).env("RUSTC", "/nulle/part/rustc");
        let erreur = erreur_de(&commande.assert().code(2));
        assert!(erreur.contains(attendu), "{options:?} : {erreur}");
        assert!(depart.elapsed() < Duration::from_secs(60));
    }
    assert_eq!(std::fs::read_to_string(fichier).unwrap(), "déjà là");
}

#[test]
fn les_formats_et_le_detail_sont_ceux_qu_on_demande() {
    let classe = classe_ordinaire();
    classe
        .noter(
            "notes",
            &["--format", "csv", "--format", "html", "--detail", "aucun"],
        )
        .code(1);
    let noms: Vec<_> = std::fs::read_dir(classe.sortie("notes"))
        .unwrap()
        .map(|entree| entree.unwrap().file_name().into_string().unwrap())
        .collect();
    for extension in ["csv", "html", "json"] {
        assert!(noms.iter().any(|nom| nom.ends_with(extension)), "{noms:?}");
    }
    // Rien de ce que le compilateur a dit à David ne doit sortir.
    let json = classe.texte("notes");
    assert!(!json.contains("mismatched types"), "{json}");
}
