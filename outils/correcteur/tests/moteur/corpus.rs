//! Le corpus tel qu'un mainteneur l'écrit : des réponses fausses qui se greffent sur un socle, et ce que la
//! vérification dit de celles qui sont mal écrites.

use std::time::Duration;

use correcteur::corpus::verification;
use correcteur::corpus::{self, Attente, Corpus};
use correcteur::cours::{Cours, Exercice};

use crate::commun::{COURS, NU};

/// Un cours dont l'exercice 29 a le vrai socle, et ces réponses fausses.
struct Brouillon {
    cours: Cours,
    _dossier: tempfile::TempDir,
}

impl Brouillon {
    fn new(fausses: &[(&str, &str)]) -> Self {
        let dossier = tempfile::tempdir().unwrap();
        let cours = Cours {
            racine: dossier.path().to_owned(),
            ..COURS.clone()
        };
        let exo29 = cours.exercice("29").unwrap();
        let reponses = cours.reponses(exo29);
        for sous_dossier in ["justes", "fausses"] {
            std::fs::create_dir_all(reponses.join(sous_dossier)).unwrap();
        }
        std::fs::copy(
            COURS.reponses(exo29).join("socle.rs"),
            reponses.join("socle.rs"),
        )
        .unwrap();
        let solution = cours.solution(exo29);
        std::fs::create_dir_all(solution.parent().unwrap()).unwrap();
        std::fs::copy(COURS.solution(exo29), solution).unwrap();
        for (nom, texte) in fausses {
            std::fs::write(reponses.join(format!("fausses/{nom}.rs")), texte).unwrap();
        }
        Brouillon {
            cours,
            _dossier: dossier,
        }
    }

    fn exo29(&self) -> &Exercice {
        self.cours.exercice("29").unwrap()
    }

    fn lire(&self) -> Corpus {
        Corpus::lire(&self.cours, self.exo29()).unwrap()
    }
}

/// Une réponse fausse est la fonction qui est fausse : plus longue que le socle, elle recopie ce qui est juste, ou c'est
/// tout un style qu'elle met à l'épreuve.
#[test]
fn tout_le_corpus_se_greffe_et_presque_rien_n_y_est_plus_long_que_son_socle() {
    let (mut total, mut longues) = (0, Vec::new());
    for exercice in &COURS.exercices {
        let corpus = Corpus::lire_sans_anomalie(&COURS, exercice).unwrap();
        let socle = corpus.justes[0].texte.lines().count();
        total += corpus.fausses.len();
        longues.extend(corpus.fausses.into_iter().filter_map(|fausse| {
            let texte = std::fs::read_to_string(&fausse.fichier).unwrap();
            (texte.lines().count() >= socle).then_some(fausse.fichier)
        }));
    }
    assert!(longues.len() * 100 <= total, "{longues:#?}");
}

#[test]
fn une_reponse_fausse_est_la_fonction_fausse_et_son_etape_se_deduit() {
    let brouillon = Brouillon::new(&[(
        "sans_nom",
        "// faute   : le nom manque\n// message : m\n\nasync fn saluer_apres(nom: &str, delai: Duration) -> String {\n    tokio::time::sleep(delai).await;\n    \"Bonjour !\".into()\n}\n",
    )]);
    let corpus = brouillon.lire();
    assert_eq!(corpus.anomalies, [""; 0]);
    let [fausse] = &corpus.fausses[..] else {
        panic!("{:?}", corpus.fausses);
    };
    assert_eq!(fausse.attente.etape(), Some(2));
    assert!(fausse.texte.contains("\"Bonjour !\""));
    assert!(fausse.texte.contains("async fn faire_une_pause"));
    let montree = corpus::montrer(&brouillon.cours, "exo29/sans_nom").unwrap();
    assert_eq!(montree, fausse.texte);
}

#[test]
fn chaque_defaut_d_une_reponse_fausse_est_une_anomalie_avec_sa_ligne() {
    let tete = "// faute : f\n// message : m\n";
    let cas = [
        (
            "a_inchangee",
            format!("{tete}\nfn main() {{}}\n"),
            4,
            "mot pour mot",
        ),
        ("b_vide", tete.to_owned(), 1, "ne change rien"),
        (
            "c_retrait",
            format!("{tete}// retire : nulle\n"),
            3,
            "« nulle »",
        ),
        ("d_syntaxe", format!("{tete}\nfn a( {{\n"), 4, "pas du Rust"),
        (
            "e_mot",
            "// faute : f\n// mesage : m\n".to_owned(),
            2,
            "« mesage »",
        ),
        (
            "f_etape",
            format!("{tete}\nfn aide() {{}}\n"),
            1,
            "// étape : N",
        ),
    ];
    let fausses: Vec<_> = cas
        .iter()
        .map(|(nom, texte, ..)| (*nom, texte.as_str()))
        .collect();
    let brouillon = Brouillon::new(&fausses);
    let corpus = brouillon.lire();
    assert!(corpus.fausses.is_empty());
    assert_eq!(corpus.anomalies.len(), cas.len(), "{:#?}", corpus.anomalies);
    for (anomalie, (nom, _, ligne, raison)) in corpus.anomalies.iter().zip(&cas) {
        let debut = format!("solutions/exo29/reponses/fausses/{nom}.rs:{ligne} : ");
        assert!(anomalie.starts_with(&debut), "{anomalie}");
        assert!(anomalie.contains(raison), "{anomalie}");
    }
    assert!(Corpus::lire_sans_anomalie(&brouillon.cours, brouillon.exo29()).is_err());
    let erreur = corpus::montrer(&brouillon.cours, "29/d_syntaxe").unwrap_err();
    assert!(erreur.to_string().contains("d_syntaxe.rs:4"), "{erreur}");
    let erreur = corpus::montrer(&brouillon.cours, "29/absente").unwrap_err();
    assert!(erreur.to_string().contains("« absente »"), "{erreur}");
}

#[test]
fn la_verification_dit_les_erreurs_la_ou_le_mainteneur_les_a_ecrites() {
    let brouillon = Brouillon::new(&[
        (
            "illisible",
            "// faute : f\n// message : m\n// retire : nulle\n",
        ),
        (
            "ne_compile_pas",
            "// faute   : f\n// message : m\n\nfn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {\n    tokio::spawn(async move { inconnue(nom, delai) })\n}\n",
        ),
        (
            "panique",
            "// faute   : f\n// message : jamais dit\n\nasync fn faire_une_pause(duree: Duration) {\n    let _ = duree;\n    panic!(\"oups\");\n}\n",
        ),
    ]);
    let atelier = NU.clone();
    let tout = verification::rassembler(&brouillon.cours, &[brouillon.exo29()]).unwrap();
    let bilan = verification::verifier(atelier, &tout, Duration::from_secs(10), || {}).unwrap();
    let anomalies = bilan.anomalies.join("\n");
    assert!(!bilan.conforme());
    let fausses = "solutions/exo29/reponses/fausses";
    for attendu in [
        format!("{fausses}/illisible.rs:3 : "),
        format!("--> {fausses}/ne_compile_pas.rs:5:31"),
        format!("{fausses}/panique.rs:6:5"),
    ] {
        assert!(anomalies.contains(&attendu), "{attendu}\n\n{anomalies}");
    }
    assert!(!anomalies.contains("src/main.rs:"), "{anomalies}");
}

#[test]
fn une_tete_qui_dit_le_compilateur_n_a_pas_d_etape() {
    let brouillon = Brouillon::new(&[(
        "refusee",
        "// faute       : f\n// compilateur : E0425\n\nasync fn faire_une_pause(duree: Duration) {\n    inconnue(duree).await;\n}\n",
    )]);
    let corpus = brouillon.lire();
    assert!(
        matches!(&corpus.fausses[0].attente, Attente::Refusee { code, .. } if code == "E0425"),
        "{corpus:?}"
    );
}

/// Une réponse fausse que la page du corpus montre est une vraie, à son retrait près.
#[test]
fn les_reponses_fausses_de_la_page_sont_celles_du_corpus() {
    let sans_retrait = |texte: &str| -> Vec<String> {
        let lignes = texte.trim().lines();
        lignes.map(|ligne| ligne.trim().to_owned()).collect()
    };
    let corpus: Vec<Vec<String>> = COURS
        .exercices
        .iter()
        .flat_map(|exercice| Corpus::lire(&COURS, exercice).unwrap().fausses)
        .map(|fausse| sans_retrait(&std::fs::read_to_string(fausse.fichier).unwrap()))
        .collect();
    let page = std::fs::read_to_string(COURS.racine.join("solutions/README.md")).unwrap();
    let montrees: Vec<_> = page
        .split("```rust\n")
        .skip(1)
        .filter_map(|bloc| Some(sans_retrait(bloc.split_once("```")?.0)))
        .filter(|bloc| bloc[0].starts_with("// faute"))
        .collect();
    assert!(!montrees.is_empty());
    for montree in montrees {
        assert!(corpus.contains(&montree), "{montree:#?}");
    }
}
