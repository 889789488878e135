//! Le moteur devant des réponses qui trichent, figent ou débordent : chacune reçoit le verdict qui dit ce
//! qu'elle est, et les autres tests gardent le leur.
#![cfg(unix)]

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use correcteur::corpus::Corpus;
use correcteur::cours::Exercice;
use correcteur::modele::resultat::{
    Cause, Empechement, EtatEtape, Resultat, ResultatTest, Verdict,
};
use correcteur::moteur::bac_a_sable::BacASable;
use correcteur::moteur::compilation::Compilation;
use correcteur::moteur::execution::{noter, noter_en_cours, noter_texte_en_cours, passer_a_part};

use crate::commun::{COURS, NU, etape1, exo29, solution};

/// Une limite courte : ces réponses ne finiront pas, et une réponse saine prend quelques millisecondes.
const COURT: Duration = Duration::from_secs(3);
const LONG: Duration = Duration::from_secs(30);

fn note(reponse: &str, delai: Duration) -> Resultat {
    let arbre = tempfile::tempdir().unwrap();
    noter(&NU, exo29(), reponse, arbre.path(), delai).unwrap()
}

/// Vérifie que les autres étapes sont acquises, et rend les tests de l'étape 1.
fn etape1_seule(resultat: &Resultat) -> Vec<&ResultatTest> {
    assert_eq!(resultat.empechement, None);
    for etape in resultat.etapes.iter().filter(|etape| etape.numero != 1) {
        assert_eq!(etape.etat, EtatEtape::Acquise, "{resultat:#?}");
    }
    assert_eq!(resultat.tests.len(), exo29().tests().count());
    resultat
        .tests
        .iter()
        .filter(|test| test.etape == 1)
        .collect()
}

/// Chaque test de l'étape 1, qui a ce corps, est interrompu ainsi.
#[track_caller]
fn interrompt(corps: &str, attendue: Cause) {
    for test in etape1_seule(&note(&etape1(corps), LONG)) {
        assert!(
            matches!(&test.verdict, Verdict::Interrompu { cause, .. } if *cause == attendue),
            "{test:?}"
        );
    }
}

/// Le compilateur met un type trop long dans un fichier au nom tiré au sort ; deux rapports doivent se comparer.
#[test]
fn un_message_du_compilateur_ne_change_pas_d_une_fois_sur_l_autre() {
    let rendu = || {
        let resultat = note(&etape1("tokio::fs::File::open(\"x\")?;"), LONG);
        let Some(Empechement::NeCompilePas { erreurs }) = resultat.empechement else {
            panic!("`?` sur un future est refusé");
        };
        erreurs
            .into_iter()
            .map(|erreur| erreur.rendu)
            .collect::<String>()
    };
    let premier = rendu();
    assert!(premier.contains("...>>"), "plus de type abrégé : {premier}");
    assert_eq!(premier, rendu());
}

/// Ce que Cargo remplace dans `target` ne compte plus : seules comptent les copies.
#[test]
fn a_l_abri_les_bibliotheques_sont_des_copies() {
    let dossier = tempfile::tempdir().unwrap();
    let abri = dossier.path().join("bibliotheques");
    let atelier = NU.clone().a_l_abri(&abri).unwrap();
    let solution = etape1("tokio::time::sleep(duree).await;");
    let note = || {
        let arbre = tempfile::tempdir().unwrap();
        noter(&atelier, exo29(), &solution, arbre.path(), LONG).unwrap()
    };
    assert!(note().reussi());
    for copie in std::fs::read_dir(&abri).unwrap().flatten() {
        if copie.file_name().to_string_lossy().starts_with("libbanc-") {
            std::fs::remove_file(copie.path()).unwrap();
        }
    }
    let Some(Empechement::NeCompilePas { erreurs }) = note().empechement else {
        panic!("le compilateur a trouvé banc ailleurs que dans l'abri");
    };
    assert!(erreurs[0].message.contains("banc"), "{erreurs:#?}");
}

#[test]
fn la_solution_passe_et_vaut_tous_ses_points() {
    let resultat = note(&etape1("tokio::time::sleep(duree).await;"), LONG);
    assert!(resultat.reussi(), "{resultat:#?}");
    assert_eq!(resultat.points, 10.0);
}

#[test]
fn sortir_avec_le_code_zero_n_est_pas_reussir() {
    let resultat = note(&etape1("std::process::exit(0);"), LONG);
    for test in etape1_seule(&resultat) {
        assert!(
            matches!(
                test.verdict,
                Verdict::Interrompu {
                    cause: Cause::Sortie(0),
                    ..
                }
            ),
            "{test:?}"
        );
        assert!(test.verdict.resume().contains("sorti avec le code 0"));
    }
    assert_eq!(resultat.points, 7.5);
}

/// L'exo 36 juge un serveur à court de descripteurs dans un autre processus, dont le code de sortie ne prouve rien non
/// plus. Les règles refusent `exit` à la lecture, d'où sa place ici plutôt que dans le corpus.
#[test]
fn quitter_sur_un_accept_refuse_n_est_pas_reussir() {
    let exo36 = COURS.exercice("36").unwrap();
    let corpus = Corpus::lire_sans_anomalie(&COURS, exo36).unwrap();
    let reponse = corpus.fausse("accept_avec_point_d_interrogation").unwrap();
    let reponse = &reponse.texte;
    let instruction = "let (flux, _) = accueil?;";
    assert_eq!(reponse.matches(instruction).count(), 1);
    let reponse = reponse.replace(
        instruction,
        "let Ok((flux, _)) = accueil else { std::process::exit(0) };",
    );
    let arbre = tempfile::tempdir().unwrap();
    let resultat = noter(&NU, exo36, &reponse, arbre.path(), LONG).unwrap();
    let echecs: Vec<_> = resultat.echecs(6).collect();
    assert!(
        matches!(&echecs[..], [ResultatTest { verdict: Verdict::Echoue(message), .. }]
            if message.texte.contains("a arrêté le programme entier")),
        "{echecs:#?}"
    );
}

#[test]
fn imiter_les_lignes_de_succes_n_est_pas_reussir() {
    let corps = r#"
        use std::io::Write;
        let nom = std::thread::current().name().unwrap_or("x").to_owned();
        let mut sortie = std::io::stdout();
        let _ = write!(sortie, "\nrunning 1 test\ntest {nom} ... ok\n\ntest result: ok. 1 passed; 0 failed; \
            0 ignored; 0 measured; 14 filtered out; finished in 0.00s\n\n");
        let _ = sortie.flush();
        std::process::exit(0);
    "#;
    interrompt(corps, Cause::Sortie(0));
}

#[test]
fn imiter_l_echec_de_libtest_reste_un_echec() {
    for test in etape1_seule(&note(&etape1("std::process::exit(101);"), LONG)) {
        assert!(matches!(test.verdict, Verdict::Echoue(_)), "{test:?}");
    }
}

#[test]
fn lancer_un_essai_a_soi_ne_signe_rien() {
    let corps = r#"
        mod etape1 {
            pub fn une_pause_nulle_finit_sans_attendre() { ::banc::surveiller(::banc::Horloge::Aucune, "etapes::etape1::une_pause_nulle_finit_sans_attendre", || {}); }
        }
        etape1::une_pause_nulle_finit_sans_attendre();
        std::process::exit(0);
    "#;
    for test in etape1_seule(&note(&etape1(corps), LONG)) {
        assert!(
            matches!(test.verdict, Verdict::Interrompu { .. }),
            "{test:?}"
        );
    }
}

#[test]
fn la_panique_d_un_autre_thread_se_lit_dans_le_message() {
    let corps = r#"let _ = std::thread::spawn(|| panic!("au fond du thread")).join();"#;
    let resultat = note(&etape1(corps), LONG);
    let echecs: Vec<_> = etape1_seule(&resultat)
        .into_iter()
        .filter(|test| !test.verdict.reussi())
        .collect();
    assert!(!echecs.is_empty());
    for test in echecs {
        assert!(
            matches!(&test.verdict, Verdict::Echoue(message) if message.texte.contains("au fond du thread"))
        );
    }
}

#[test]
fn un_abandon_se_distingue_d_un_signal() {
    interrompt("std::process::abort();", Cause::Abandon);
    // Par son numéro, et non `$PPID` : un `sh` lancé quand son parent meurt déjà aurait pour parent ce programme-ci.
    let corps = r#"let moi = std::process::id().to_string();
        let _ = std::process::Command::new("sh").args(["-c", "kill -KILL $0", &moi]).status();
        std::future::pending::<()>().await;"#;
    interrompt(corps, Cause::Signal(9));
}

#[test]
fn un_interblocage_de_threads_est_fige() {
    let corps = "let verrou = std::sync::Mutex::new(()); let _un = verrou.lock(); let _deux = verrou.lock();";
    let resultat = note(&etape1(corps), COURT);
    let test = etape1_seule(&resultat)[0];
    assert!(matches!(test.verdict, Verdict::Fige(_)), "{test:?}");
    assert!(test.verdict.resume().contains("ne rend pas la main"));
}

/// Passer d'abord les tests ensemble ne change rien à ce qu'on en lit, pas même ce qu'en dit un processus qui
/// s'arrête en route.
#[test]
fn ensemble_puis_a_part_ou_chacun_a_part_le_verdict_est_le_meme() {
    let corps = [
        "tokio::time::sleep(duree).await;",
        "todo!(\"étape 1 : attendre\");",
        "std::process::exit(0);",
        "std::process::abort();",
        "if duree.is_zero() { loop {} } tokio::time::sleep(duree).await;",
        "std::thread::spawn(|| panic!()).join().unwrap();",
        "print!(\"\\ntest x ... ok\\n\\nfailures:\\n\\n---- \"); tokio::time::sleep(duree).await;",
    ];
    for corps in corps {
        let reponse = etape1(corps);
        let arbre = tempfile::tempdir().unwrap();
        let en_cours = noter_texte_en_cours(&NU, exo29(), &reponse, arbre.path(), COURT).unwrap();
        let a_part = essentiel(&chacun_a_part(&reponse, arbre.path(), COURT));
        exiger_les_memes(&en_cours, &a_part, corps);
        exiger_les_memes(&note(&reponse, COURT), &a_part, corps);
    }
}

#[test]
fn apres_un_test_qui_fige_le_reste_de_l_etape_n_est_pas_passe_et_les_autres_etapes_le_sont() {
    let depart = std::time::Instant::now();
    let resultat = note(&etape1("loop { std::hint::spin_loop(); }"), COURT);
    let verdicts: Vec<_> = etape1_seule(&resultat)
        .into_iter()
        .map(|test| &test.verdict)
        .collect();
    assert!(matches!(verdicts[0], Verdict::Fige(_)), "{verdicts:#?}");
    for verdict in &verdicts[1..] {
        let Verdict::NonPasse { raison } = verdict else {
            panic!("{verdicts:#?}");
        };
        assert!(raison.contains("a figé"), "{raison}");
    }
    // Deux délais, et une marge pour une machine chargée.
    assert!(depart.elapsed() < 10 * COURT, "{:?}", depart.elapsed());
}

/// Ensemble, un seul test verrait que le premier appel n'attend pas.
#[test]
fn un_etat_global_ne_fait_passer_aucun_test_grace_a_un_autre() {
    let reponse = etape1(
        "static DEJA: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
        if DEJA.swap(true, std::sync::atomic::Ordering::SeqCst) { tokio::time::sleep(duree).await; }",
    );
    let note = note(&reponse, LONG);
    let arbre = tempfile::tempdir().unwrap();
    let a_part = chacun_a_part(&reponse, arbre.path(), LONG);
    assert_eq!(essentiel(&note), essentiel(&a_part));
    let echecs = note.echecs(1).count();
    assert!(echecs > 1, "{note:#?}");
}

/// Le résultat de cette réponse, dont aucun test ne passe avec les autres. L'arbre peut en être un où elle vient d'être notée.
fn chacun_a_part(reponse: &str, arbre: &Path, delai: Duration) -> Resultat {
    let increments = arbre.join("increments");
    let compilation = NU.compiler(exo29(), reponse, arbre, Some(&increments));
    let Ok(Compilation::Reussie(compilee)) = compilation else {
        panic!("{reponse} ne compile pas : {compilation:?}");
    };
    let (bac, connus) = (BacASable::aucun(), HashMap::new());
    let tests = passer_a_part(&bac, exo29(), &compilee, arbre, delai, &connus, None).unwrap();
    Resultat::de_tests(exo29(), Vec::new(), tests)
}

/// Les mêmes verdicts, sauf d'une étape où un test fige : là, chacun des autres passe ou non selon ce que le premier
/// processus a eu le temps de voir.
fn exiger_les_memes(resultat: &Resultat, a_part: &[[Option<String>; 3]], corps: &str) {
    for (vu, a_part) in essentiel(resultat).iter().zip(a_part) {
        if !est_non_passe(vu) && !est_non_passe(a_part) {
            assert_eq!(vu, a_part, "{corps}");
        }
    }
}

fn est_non_passe([_, verdict, _]: &[Option<String>; 3]) -> bool {
    verdict
        .as_deref()
        .is_some_and(|verdict| verdict.starts_with("non passé"))
}

/// Ce qui ne change pas d'un passage à l'autre : ce qui empêche de tester, puis le nom, le verdict et la
/// piste de chaque test.
fn essentiel(resultat: &Resultat) -> Vec<[Option<String>; 3]> {
    let empechement = resultat.empechement.as_ref().map(ToString::to_string);
    let tests = resultat.tests.iter().map(|test| {
        let piste = test
            .verdict
            .message()
            .and_then(|message| message.piste.clone());
        [Some(test.nom.clone()), Some(test.verdict.resume()), piste]
    });
    [[empechement, None, None]]
        .into_iter()
        .chain(tests)
        .collect()
}

#[test]
fn un_test_qui_n_est_pas_dans_le_programme_est_absent() {
    let mut exercice = exo29().clone();
    exercice.etapes[1].tests.push("etape2::disparu".into());
    let arbre = tempfile::tempdir().unwrap();
    let resultat = noter(&NU, &exercice, &solution(), arbre.path(), LONG).unwrap();
    let absent = resultat
        .tests
        .iter()
        .find(|test| test.nom == "etape2::disparu")
        .unwrap();
    assert_eq!(absent.verdict, Verdict::Absent);
    assert_eq!(resultat.points, 7.5);
}

#[test]
fn une_erreur_de_compilation_porte_le_fichier_et_la_ligne_de_l_apprenant() {
    let resultat = note("fn main() {\n    let n: u32 = \"deux\";\n}\n", LONG);
    let Some(Empechement::NeCompilePas { erreurs }) = &resultat.empechement else {
        panic!("{resultat:#?}");
    };
    let erreur = erreurs
        .iter()
        .find(|erreur| erreur.code.as_deref() == Some("E0308"))
        .unwrap();
    assert_eq!(erreur.fichier.as_deref(), Some("exo29/src/main.rs"));
    assert_eq!((erreur.ligne, erreur.colonne), (Some(2), Some(18)));
    assert_eq!(resultat.points, 0.0);
    assert!(
        resultat
            .tests
            .iter()
            .all(|test| test.verdict == Verdict::Absent)
    );
}

#[test]
fn un_fichier_qui_n_est_pas_une_reponse_a_zero_et_une_raison() {
    let dossier = tempfile::tempdir().unwrap();
    let fichier = dossier.path().join("src/main.rs");
    std::fs::create_dir(dossier.path().join("src")).unwrap();
    let exercice = Exercice {
        dossier: dossier.path().to_owned(),
        ..exo29().clone()
    };
    let cas: [(Option<Vec<u8>>, &str); 4] = [
        (None, "n'existe pas"),
        (Some(Vec::new()), "vide"),
        (Some(b"fn main() {} // \xff\xfe".to_vec()), "UTF-8"),
        (Some(vec![b'/'; 2 << 20]), "dépasse"),
    ];
    for (contenu, raison) in cas {
        if let Some(contenu) = contenu {
            std::fs::write(&fichier, contenu).unwrap();
        }
        let arbre = tempfile::tempdir().unwrap();
        let resultat = noter_en_cours(&NU, &exercice, arbre.path(), LONG).unwrap();
        let dite = resultat.empechement.as_ref().unwrap().to_string();
        assert!(dite.contains(raison), "{dite}");
        assert_eq!(resultat.points, 0.0);
    }
}
