//! Le bac à sable devant du code qui s'en prend à la machine. Les réponses sont exécutées sans passer par
//! l'examen du source, qui les refuserait : c'est le bac, seul, qui est essayé ici.
#![cfg(target_os = "linux")]

use std::process::Command;
use std::time::{Duration, Instant};

use correcteur::modele::resultat::{Empechement, EtatEtape, Resultat};
use correcteur::moteur::execution::noter;
use correcteur::moteur::processus::{Demande, executer};

use crate::commun::{COURS, PROTEGE, arbre, cloisonne, etape1, exo29, solution};

const LONG: Duration = Duration::from_secs(30);

fn note(reponse: &str) -> Resultat {
    noter(&PROTEGE, exo29(), reponse, arbre().path(), LONG).unwrap()
}

/// Exécute ce bloc à l'étape 1 : il doit valoir vrai pour qu'elle soit acquise. Les autres le sont toujours.
fn vrai_dans_le_bac(bloc: &str) {
    // Une fois par processus : un test de l'étape mesure le temps réel du plus court de plusieurs appels.
    let corps = format!(
        "static VU: std::sync::OnceLock<()> = std::sync::OnceLock::new();
        VU.get_or_init(|| assert!({{ {bloc} }}, \"le bac fuit\"));
        tokio::time::sleep(duree).await;"
    );
    let resultat = note(&etape1(&corps));
    assert!(resultat.reussi(), "{bloc}\n{resultat:#?}");
}

#[test]
fn une_reponse_juste_n_y_perd_rien() {
    for exercice in &COURS.exercices {
        let arbre = arbre();
        let solution = std::fs::read_to_string(COURS.solution(exercice)).unwrap();
        let resultat = noter(&PROTEGE, exercice, &solution, arbre.path(), LONG).unwrap();
        assert!(resultat.reussi(), "{resultat:#?}");
    }
}

#[test]
fn l_environnement_est_vide() {
    // Cargo donne CARGO_MANIFEST_DIR à ce test-ci.
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
    vrai_dans_le_bac(
        r#"["HOME", "USER", "CARGO_MANIFEST_DIR", "CARGO_HOME", "LD_LIBRARY_PATH"]
            .iter().all(|nom| std::env::var_os(nom).is_none())"#,
    );
    // Ni à la compilation.
    vrai_dans_le_bac(r#"option_env!("HOME").is_none() && option_env!("CARGO_HOME").is_none()"#);
}

#[test]
fn ni_solutions_ni_fichiers_de_la_machine_en_vue() {
    if !cloisonne() {
        return;
    }
    let solution = COURS.solution(exo29());
    vrai_dans_le_bac(&format!(
        r#"std::fs::read({solution:?}).is_err() && std::fs::read("/etc/passwd").is_err()
            && std::fs::read_dir("/home").is_err() && std::fs::read_dir("/root").is_err()"#
    ));
    let voisin = tempfile::NamedTempFile::new().unwrap();
    vrai_dans_le_bac(&format!("std::fs::read({:?}).is_err()", voisin.path()));
}

#[test]
fn rien_ne_s_ecrit_hors_du_dossier_du_test() {
    if !cloisonne() {
        return;
    }
    let dehors = tempfile::tempdir().unwrap();
    vrai_dans_le_bac(&format!(
        r#"[{:?}, "/usr/essai", "/essai", "/dev/shm/essai", "../essai", "../../etapes"]
            .iter().all(|chemin| std::fs::write(chemin, "x").is_err())
            && std::fs::write("ici", "x").is_ok()
            && std::fs::write(std::env::temp_dir().join("ici"), "x").is_ok()"#,
        dehors.path().join("essai"),
    ));
    assert_eq!(std::fs::read_dir(dehors.path()).unwrap().count(), 0);
}

#[test]
fn ni_reseau_ni_processus_de_la_machine() {
    if !cloisonne() {
        return;
    }
    let ecoute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = ecoute.local_addr().unwrap().port();
    vrai_dans_le_bac(&format!(
        r#"std::net::TcpStream::connect(("127.0.0.1", {port})).is_err()
            && std::net::TcpStream::connect(("192.0.2.1", 80)).is_err()
            && {{
                let ici = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
                std::net::TcpStream::connect(ici.local_addr().unwrap()).is_ok()
            }}"#
    ));
    let moi = std::process::id();
    vrai_dans_le_bac(&format!(
        r#"std::fs::read("/proc/{moi}/environ").is_err()
            && std::fs::read_dir("/proc").unwrap().flatten()
                .filter(|e| e.file_name().to_string_lossy().parse::<u32>().is_ok()).count() < 10
            && std::process::Command::new("kill").args(["-0", "{moi}"]).status().map_or(true, |s| !s.success())"#
    ));
}

#[test]
fn le_code_des_copies_n_est_jamais_administrateur() {
    let protections = PROTEGE.bac_a_sable().protections();
    if protections
        .iter()
        .any(|protection| protection.nom == "compte sans droits" && protection.active)
    {
        vrai_dans_le_bac(
            r#"let statut = std::fs::read_to_string("/proc/self/status").unwrap();
            let ligne = |nom: &str| statut.lines().find(|l| l.starts_with(nom)).unwrap().to_owned();
            !ligne("Uid:").contains("\t0\t") && ligne("CapEff:").ends_with("0000000000000000")"#,
        );
    }
}

/// Les étapes que l'attaque ne touche pas restent acquises, et la sienne ne l'est pas.
fn etape1_seule_echoue(resultat: &Resultat) {
    assert_eq!(resultat.empechement, None);
    for etape in &resultat.etapes {
        let acquise = etape.etat == EtatEtape::Acquise;
        assert_eq!(acquise, etape.numero != 1, "{resultat:#?}");
    }
}

#[test]
fn la_memoire_est_bornee() {
    let resultat = note(&etape1(
        // D'un coup : le chien de garde du banc verrait une montée, et la dirait d'abord.
        r#"let gouffre = vec![1u8; 4 << 30]; assert!(gouffre.is_empty(), "quatre Gio obtenus");"#,
    ));
    etape1_seule_echoue(&resultat);
    let textes = resultat.echecs(1).filter_map(|test| test.verdict.message());
    let textes: Vec<_> = textes.map(|message| message.texte.as_str()).collect();
    assert!(
        textes
            .iter()
            .all(|texte| texte.contains("memory allocation")),
        "{textes:?}"
    );
}

#[test]
fn les_processus_les_fichiers_et_les_survivants_sont_bornes() {
    if !cloisonne() {
        return;
    }
    let resultat = note(&etape1(
        r#"let mut enfants = Vec::new();
        for _ in 0..3000 {
            match std::process::Command::new("sleep").arg("6543219").spawn() {
                Ok(enfant) => enfants.push(enfant),
                Err(_) => break,
            }
        }
        panic!("{} enfants", enfants.len());"#,
    ));
    etape1_seule_echoue(&resultat);
    for test in resultat.echecs(1) {
        let texte = &test.verdict.message().unwrap().texte;
        let nombre = texte
            .split(" enfants")
            .next()
            .and_then(|avant| avant.split_whitespace().last());
        let nombre: usize = nombre
            .and_then(|nombre| nombre.parse().ok())
            .unwrap_or_else(|| panic!("{test:?}"));
        assert!((1..1100).contains(&nombre), "{nombre}");
    }
    let resultat = note(&etape1(
        r#"let bloc = vec![0; 1 << 20];
        let mut fichier = std::fs::File::create("gros").unwrap();
        for _ in 0..200 { std::io::Write::write_all(&mut fichier, &bloc).unwrap(); }"#,
    ));
    etape1_seule_echoue(&resultat);
    let resultat = note(&etape1(
        r#"let _ = std::process::Command::new("setsid").args(["sleep", "6543219"]).spawn();
        tokio::time::sleep(duree).await;"#,
    ));
    assert_eq!(resultat.empechement, None);
    let mut pgrep = Command::new("pgrep");
    pgrep.args(["-f", "sleep 6543219"]);
    let demande = Demande {
        entree: b"",
        ligne_attendue: None,
        delai: LONG,
        garder: 4096,
    };
    let reste = executer(pgrep, &demande).unwrap();
    assert_eq!(reste.statut.unwrap().code(), Some(1), "{reste:?}");
}

#[test]
fn un_abandon_et_un_signal_gardent_leur_nom() {
    let resultat = note(&etape1("std::process::abort();"));
    for test in resultat.echecs(1) {
        assert!(test.verdict.resume().contains("abort"), "{test:?}");
    }
    let resultat = note(&etape1(
        r#"let moi = std::process::id().to_string();
        let _ = std::process::Command::new("sh").args(["-c", "kill -KILL $0", &moi]).status();
        std::future::pending::<()>().await;"#,
    ));
    assert!(resultat.echecs(1).count() > 0);
    for test in resultat.echecs(1) {
        assert!(test.verdict.resume().contains("signal 9"), "{test:?}");
    }
}

#[test]
fn une_bombe_de_compilation_se_distingue_d_une_erreur() {
    let sans_fin = "\n#[allow(long_running_const_eval)]\nconst SANS_FIN: u64 = { let mut n = 0u64; \
        while n < u64::MAX { n = n / 2 * 2 + 1 - n % 2; } n };\npub fn sans_fin() -> u64 { SANS_FIN }";
    let depart = Instant::now();
    let resultat = note(&(solution() + sans_fin));
    let Some(Empechement::CompilationInterrompue { raison }) = &resultat.empechement else {
        panic!("{resultat:#?}");
    };
    assert!(raison.contains("dépasse"), "{raison}");
    assert!(depart.elapsed() < Duration::from_secs(70));
    assert_eq!(resultat.points, 0.0);

    let enorme = "\nstatic GROS: [u8; 6 << 30] = [1; 6 << 30];\npub fn gros() -> u8 { GROS[5] }";
    let resultat = note(&(solution() + enorme));
    let Some(Empechement::CompilationInterrompue { raison }) = &resultat.empechement else {
        panic!("{resultat:#?}");
    };
    assert!(raison.contains("mémoire"), "{raison}");
}
