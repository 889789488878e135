//! Chaque explication est provoquée par du code que le compilateur juge ici, chaque erreur du corpus a la
//! sienne, et ce qu'elles demandent de relire existe.

use std::collections::{BTreeMap, BTreeSet};

use correcteur::corpus::{Attente, Corpus};
use correcteur::cours::Exercice;
use correcteur::cours::inventaire::{self, NOM_FIXE, SIGNATURE_FIXEE};
use correcteur::modele::diagnostic::Diagnostic;
use correcteur::modele::explications::{expliquer, toutes};
use correcteur::moteur::compilation::Compilation;
use rayon::prelude::*;

use crate::commun::{COURS, NU};

/// Ce que le compilateur dit de cette réponse, erreurs et avertissements.
fn diagnostics(exercice: &Exercice, reponse: &str) -> Vec<Diagnostic> {
    let arbre = tempfile::tempdir().unwrap();
    match NU.compiler(exercice, reponse, arbre.path(), None).unwrap() {
        Compilation::Reussie(compilee) => compilee.avertissements,
        Compilation::Refusee { erreurs, .. } => erreurs,
        autre => panic!("{autre:?}"),
    }
}

/// La solution de l'exo 29, et ceci après elle.
fn avec(ajout: &str) -> Vec<Diagnostic> {
    avec_les_tests_de(COURS.exercice("29").unwrap(), ajout)
}

fn avec_les_tests_de(exercice: &Exercice, ajout: &str) -> Vec<Diagnostic> {
    let solution = std::fs::read_to_string(COURS.solution(exercice)).unwrap();
    diagnostics(exercice, &format!("{solution}\n{ajout}\n"))
}

/// L'exo 29 sans les tests de ses étapes : ce que presque toutes les explications disent ne dépend pas d'eux, et les compiler
/// pour chacune prendrait deux fois plus de temps.
fn sans_tests() -> Exercice {
    let mut exercice = COURS.exercice("29").unwrap().clone();
    exercice.etapes.clear();
    exercice
}

/// Ce que le corpus n'a pas : l'explication attendue, et du code qui la provoque.
fn sources() -> Vec<(String, String)> {
    let lues: BTreeMap<String, Vec<String>> = toml::from_str(include_str!("sources.toml")).unwrap();
    let une_a_une = lues
        .into_iter()
        .flat_map(|(nom, codes)| codes.into_iter().map(move |code| (nom.clone(), code)));
    une_a_une.collect()
}

#[test]
fn chaque_explication_est_provoquee_et_chaque_erreur_du_corpus_expliquee() {
    let refusees: Vec<_> = COURS
        .exercices
        .iter()
        .flat_map(|exercice| {
            let reponses = Corpus::lire_sans_anomalie(&COURS, exercice)
                .unwrap()
                .fausses;
            let refusees = reponses
                .into_iter()
                .filter(|reponse| matches!(reponse.attente, Attente::Refusee { .. }));
            refusees.map(move |reponse| (exercice, reponse))
        })
        .collect();
    assert!(!refusees.is_empty());
    let du_corpus: Vec<_> = refusees
        .par_iter()
        .map(|(exercice, reponse)| {
            let erreurs = diagnostics(exercice, &reponse.texte);
            let rappelle = |erreur: &Diagnostic| {
                erreur.rendu.contains(SIGNATURE_FIXEE) || erreur.rendu.contains(NOM_FIXE)
            };
            let dans_les_tests = |erreur: &Diagnostic| {
                let fichier = erreur.fichier.as_deref();
                fichier.is_some_and(|fichier| fichier.contains("/tests/"))
            };
            assert!(
                !erreurs.iter().any(rappelle)
                    || erreurs
                        .iter()
                        .all(|erreur| rappelle(erreur) || !dans_les_tests(erreur)),
                "{} : une erreur suffit à le dire",
                reponse.fichier.display()
            );
            erreurs
                .iter()
                .map(|erreur| {
                    let explication = expliquer(erreur);
                    let explication = explication.unwrap_or_else(|| {
                        panic!(
                            "{} : aucune explication pour\n{}",
                            reponse.fichier.display(),
                            erreur.rendu
                        )
                    });
                    explication.nom.as_str()
                })
                .collect::<BTreeSet<_>>()
        })
        .flatten()
        .collect();
    let noms_de = |vus: &[Diagnostic]| -> Vec<&str> {
        let explications = vus.iter().filter_map(expliquer);
        explications
            .map(|explication| explication.nom.as_str())
            .collect()
    };
    let (sources, sans_tests) = (sources(), sans_tests());
    let d_ici: Vec<_> = sources
        .par_iter()
        .map(|(nom, source)| {
            let nom = nom.as_str();
            if noms_de(&avec_les_tests_de(&sans_tests, source)).contains(&nom) {
                return nom;
            }
            // Peut-être l'une de celles que les tests provoquent.
            let vus = avec(source);
            let noms = noms_de(&vus);
            assert!(
                noms.contains(&nom),
                "{nom} : {noms:?}\n{}",
                vus.iter().map(|vu| vu.rendu.as_str()).collect::<String>()
            );
            nom
        })
        .collect();
    let provoquees: BTreeSet<&str> = du_corpus.into_iter().chain(d_ici).collect();
    let inutiles: Vec<_> = toutes()
        .iter()
        .map(|explication| explication.nom.as_str())
        .filter(|nom| !provoquees.contains(nom))
        .collect();
    assert!(
        inutiles.is_empty(),
        "explications que rien ne provoque : {inutiles:?}"
    );
}

/// Les noms des fonctions async que les tests rappellent, et leurs signatures.
fn signatures_async(exercice: &Exercice) -> Vec<(String, String)> {
    let fichiers = inventaire::fichiers(&exercice.dossier).unwrap();
    let lignes = fichiers.iter().flat_map(|(_, texte)| texte.lines());
    let signatures = lignes.filter_map(|ligne| ligne.split_once(SIGNATURE_FIXEE));
    let signatures = signatures.filter_map(|(_, signature)| {
        let nom = signature
            .strip_prefix("async fn ")?
            .split(['(', '<'])
            .next()?;
        Some((nom.to_owned(), signature.to_owned()))
    });
    signatures.collect()
}

/// Le texte, où la signature de cette fonction promet un tableau au lieu de ce qu'elle rend.
fn rendre_autre_chose(texte: &str, nom: &str) -> String {
    let debut = texte.find(&format!("async fn {nom}")).unwrap();
    let mut ouvertes = 0;
    let parametres = texte[debut..].find(|c| {
        ouvertes += i32::from(c == '(') - i32::from(c == ')');
        c == ')' && ouvertes == 0
    });
    let (tete, suite) = texte.split_at(debut + parametres.unwrap() + 1);
    let fin = suite.find(" {\n").into_iter().chain(suite.find("\nwhere"));
    format!("{tete} -> [(); 7]{}", &suite[fin.min().unwrap()..])
}

#[test]
fn chaque_signature_changee_est_rappelee_avant_tout_le_reste() {
    COURS.exercices.par_iter().for_each(|exercice| {
        let enonce = std::fs::read_to_string(exercice.enonce()).unwrap();
        let signatures = signatures_async(exercice);
        let (mut sans_async, mut autre) = (enonce.clone(), enonce);
        for (nom, _) in &signatures {
            sans_async = sans_async.replace(&format!("async fn {nom}"), &format!("fn {nom}"));
            autre = rendre_autre_chose(&autre, nom);
        }
        for changee in [sans_async, autre] {
            let erreurs = diagnostics(exercice, &changee);
            let explications: Vec<_> = erreurs
                .iter()
                .map(|erreur| expliquer(erreur).map(|explication| explication.nom.as_str()))
                .collect();
            let rappels = explications
                .iter()
                .take_while(|nom| **nom == Some("signature_changee"));
            let rappels = rappels.count();
            for (nom, signature) in &signatures {
                assert!(
                    erreurs[..rappels]
                        .iter()
                        .any(|erreur| erreur.rendu.contains(signature)),
                    "{}, {nom} : {explications:?}",
                    exercice.nom
                );
            }
        }
    });
}

#[test]
fn un_parametre_emprunte_au_lieu_de_donne_change_la_signature() {
    for (numero, donne, emprunte) in [
        ("29", "plan(nom: String", "plan(nom: &str"),
        ("30", "commande(plat: String", "commande(plat: &str"),
    ] {
        let exercice = COURS.exercice(numero).unwrap();
        let solution = std::fs::read_to_string(COURS.solution(exercice)).unwrap();
        assert!(solution.contains(donne), "exo{numero}");
        let erreurs = diagnostics(exercice, &solution.replace(donne, emprunte));
        let premiere = expliquer(&erreurs[0]).unwrap();
        assert_eq!(premiere.nom, "signature_changee", "{}", erreurs[0].rendu);
    }
}

#[test]
fn un_nom_pris_par_un_autre_import_se_dit_avant_la_signature_qu_il_change() {
    let exercice = COURS.exercice("29").unwrap();
    let solution = std::fs::read_to_string(COURS.solution(exercice)).unwrap();
    // Le premier des deux l'emporte : la signature n'est plus celle de l'énoncé.
    let reponse = format!("use std::thread::JoinHandle;\n{solution}");
    let erreurs = diagnostics(exercice, &reponse);
    let noms: Vec<_> = erreurs
        .iter()
        .filter_map(expliquer)
        .map(|explication| explication.nom.as_str())
        .collect();
    assert_eq!(noms.first(), Some(&"deux_imports_du_meme_nom"), "{noms:?}");
    assert!(noms.contains(&"signature_changee"), "{noms:?}");
}

#[test]
fn ce_qu_il_faut_relire_existe() {
    for explication in toutes() {
        for partie in &explication.relire {
            let texte = std::fs::read_to_string(COURS.racine.join(&partie.fichier)).unwrap();
            let existe = texte.lines().any(|ligne| {
                ligne.starts_with('#') && ligne.trim_start_matches('#').trim() == partie.titre
            });
            assert!(
                existe,
                "{} : {} n'a pas de partie « {} »",
                explication.nom, partie.fichier, partie.titre
            );
        }
    }
}

/// Un message qui vient de ce fichier.
fn message_de(fichier: Option<String>) -> Diagnostic {
    Diagnostic {
        erreur: true,
        code: None,
        message: String::new(),
        fichier,
        ligne: None,
        colonne: None,
        rendu: String::new(),
    }
}

#[test]
fn une_page_a_relire_n_est_jamais_d_un_exercice_plus_avance() {
    let rang = |nom: &str| COURS.exercices.iter().position(|autre| autre.nom == nom);
    for explication in toutes() {
        for (ici, exercice) in COURS.exercices.iter().enumerate() {
            let nom = &exercice.nom;
            for fichier in [
                format!("{nom}/src/main.rs"),
                format!("{nom}/tests/etapes/etape1.rs"),
            ] {
                let page = explication.a_relire(&message_de(Some(fichier)));
                let page = page.and_then(|partie| partie.exercice());
                assert!(
                    page.is_none_or(|page| rang(page).unwrap() <= ici),
                    "{}, dans {nom} : {page:?}",
                    explication.nom
                );
            }
        }
        let sans_fichier = explication.a_relire(&message_de(None));
        assert!(
            sans_fichier.is_none_or(|partie| partie.exercice().is_none()),
            "{}",
            explication.nom
        );
    }
}

#[test]
fn chaque_page_a_relire_sert_quelque_part() {
    for explication in toutes() {
        let messages = COURS
            .exercices
            .iter()
            .map(|exercice| message_de(Some(format!("{}/src/main.rs", exercice.nom))));
        let montrees: BTreeSet<_> = messages
            .filter_map(|message| explication.a_relire(&message))
            .map(|partie| (&partie.fichier, &partie.titre))
            .collect();
        assert_eq!(
            montrees.len(),
            explication.relire.len(),
            "{} : du plus avancé au moins, une page par exercice",
            explication.nom
        );
    }
}

#[test]
fn les_noms_sont_uniques() {
    let noms: BTreeSet<_> = toutes()
        .iter()
        .map(|explication| explication.nom.as_str())
        .collect();
    assert_eq!(noms.len(), toutes().len());
}
