//! Les mises en forme du rapport : chacune se relit comme son format le veut, se tait comme le détail le
//! demande, et rien de ce qu'une copie hostile écrit n'y agit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use correcteur::cours::Niveau;
use correcteur::formats::{Detail, Format, ecrire, mettre_en_forme};
use correcteur::modele::diagnostic::Diagnostic;
use correcteur::modele::message::Message;
use correcteur::modele::rapport::{
    Copie, FicheExercice, LotPartage, Part, Protection, Rapport, Retard, SCHEMA,
};
use correcteur::modele::resultat::{
    Cause, CorrectionFaite, Empechement, EtatEtape, Resultat, ResultatEtape, ResultatTest,
    Signalement, Verdict,
};
use correcteur::socle::points::Points;
use serde_json::Value;

/// Ce qu'une copie hostile met partout : formule, balises, échappements de terminal, commandes de flux, marques
/// de sens, fin de CDATA, caractères interdits en XML, Markdown.
pub(crate) const HOSTILE: &str = "=HYPERLINK(\"http://x\";\"a\")<script>alert(1)</script>\u{1b}[31m\u{9b}2J\n::error::forgée\r\n  \
    ::add-mask::x\n##[error]y\u{202e}|`````]]>\u{0}\u{8}\u{fffe}&amp;</style></pre>**gras** [l](javascript:x) @tous";

/// Les exercices du cours : noms, étapes et points qu'il a.
const EXERCICES: [(&str, &str, Niveau, u32, usize); 8] = [
    ("exo29", "Hello Async", Niveau::Debutant, 10, 4),
    ("exo30", "Futures & Retours", Niveau::Debutant, 10, 4),
    ("exo31", "Join", Niveau::Intermediaire, 15, 4),
    ("exo32", "Select", Niveau::Intermediaire, 15, 5),
    ("exo33", "État partagé (Mutex)", Niveau::Avance, 20, 4),
    ("exo34", "Canaux", Niveau::Avance, 20, 4),
    ("exo35", "Fichiers async", Niveau::Expert, 25, 4),
    ("exo36", "Gestion d'erreurs", Niveau::Expert, 25, 5),
];

fn fiches() -> Vec<FicheExercice> {
    EXERCICES
        .iter()
        .map(|&(nom, titre, niveau, points, etapes)| FicheExercice {
            nom: nom.into(),
            titre: titre.into(),
            niveau,
            points: Points::entiers(points),
            etapes: (1..=etapes)
                .map(|n| format!("la partie {n} de « {titre} »"))
                .collect(),
        })
        .collect()
}

/// Le résultat à cet exercice dont les tests de chaque étape (deux) ont ces verdicts.
fn resultat(fiche: &FicheExercice, verdicts: impl Fn(u32) -> Verdict) -> Resultat {
    let mut tests = Vec::new();
    let mut etapes = Vec::new();
    for (numero, titre) in (1..).zip(&fiche.etapes) {
        let verdict = verdicts(numero);
        let etat = match &verdict {
            Verdict::Reussi => EtatEtape::Acquise,
            Verdict::Echoue(message) if message.a_faire => EtatEtape::AFaire,
            _ => EtatEtape::EnEchec,
        };
        let valeur = fiche.points.parts(fiche.etapes.len())[numero as usize - 1];
        etapes.push(ResultatEtape::new(numero, titre, etat, valeur));
        for (nom, verdict) in [("le_simple", Verdict::Reussi), ("le_complet", verdict)] {
            tests.push(ResultatTest {
                nom: format!("etape{numero}::{nom}"),
                etape: numero,
                verdict,
                duree_ms: 7,
                survivants: 0,
            });
        }
    }
    let mut resultat = Resultat {
        exercice: fiche.nom.clone(),
        empechement: None,
        avertissements: Vec::new(),
        points: Points::ZERO,
        points_max: Points::ZERO,
        etapes,
        tests,
        jetons: None,
        erreurs_de_plus: 0,
    };
    resultat.compter();
    resultat
}

fn empeche(fiche: &FicheExercice, empechement: Empechement) -> Resultat {
    let mut resultat = resultat(fiche, |_| Verdict::Absent);
    for test in &mut resultat.tests {
        test.verdict = Verdict::Absent;
    }
    resultat.empechement = Some(empechement);
    resultat
}

/// Une frise comme le banc en dessine.
pub(crate) const FRISE: &str = "    a  ├███████████████████████┤  0 → 100 s\n    b  ├███████████╳              0 → 50 s, annulé";

/// Un échec comme les tests de référence en écrivent.
fn echec(piste: &str) -> Verdict {
    Verdict::Echoue(Message::lire(&format!(
        "\nbonjour de l'apprenant\nthread 'etape1::le_complet' (12) panicked at \
         exo29/src/main.rs:42:5:\n  attendu : durée = 100ms\n  observé : 200ms\n  piste   : {piste}\n{FRISE}\n"
    )))
}

fn a_faire() -> Verdict {
    Verdict::Echoue(Message::lire(
        "\nthread 'x' panicked at exo29/src/main.rs:9:5:\nnot yet implemented: étape 1",
    ))
}

fn diagnostic(code: &str, message: &str, erreur: bool) -> Diagnostic {
    Diagnostic {
        erreur,
        code: Some(code.into()),
        message: message.into(),
        fichier: Some("exo29/src/main.rs".into()),
        ligne: Some(12),
        colonne: Some(18),
        rendu: format!("error[{code}]: {message}\n  --> exo29/src/main.rs:12:18\n"),
    }
}

fn rapport(copies: Vec<Copie>) -> Rapport {
    let protection = |nom: &str, active, detail: &str| Protection {
        nom: nom.into(),
        active,
        detail: detail.into(),
    };
    Rapport {
        schema: SCHEMA.into(),
        partie: Some(Part { rang: 2, total: 3 }),
        lot: Some(LotPartage::de(["alice", "bob"])),
        exercices: fiches(),
        protections: vec![
            protection("pas de réseau", true, "bubblewrap"),
            protection("mémoire bornée", false, "ce système n'a pas de limite"),
        ],
        copies,
        laisses: vec!["note.txt".into()],
    }
}

pub(crate) fn copie(nom: &str, verdicts: impl Fn(&FicheExercice, u32) -> Verdict) -> Copie {
    let fiches = fiches();
    let resultats = fiches
        .iter()
        .map(|fiche| resultat(fiche, |etape| verdicts(fiche, etape)));
    Copie::new(nom.into(), resultats.collect(), Vec::new())
}

/// Une copie de chaque sorte, et chaque sorte de verdict.
pub(crate) fn de_tout() -> Rapport {
    let fiches = fiches();
    let mut bloquee = copie("bloquée", |_, _| a_faire());
    bloquee.resultats[0] = empeche(
        &fiches[0],
        Empechement::NeCompilePas {
            erreurs: vec![diagnostic("E0382", "use of moved value: `tx`", true)],
        },
    );
    bloquee.resultats[1] = empeche(
        &fiches[1],
        Empechement::NonRendu {
            raison: "le fichier est vide".into(),
        },
    );
    bloquee.resultats[2] = empeche(
        &fiches[2],
        Empechement::CompilationInterrompue {
            raison: "le compilateur n'a pas fini en 60 s".into(),
        },
    );
    bloquee.resultats[3] = resultat(&fiches[3], |etape| match etape {
        1 => Verdict::Fige(Message::lire("  piste   : un thread est bloqué")),
        2 => Verdict::Interrompu {
            cause: Cause::Sortie(0),
            message: Message::default(),
        },
        3 => Verdict::Interrompu {
            cause: Cause::Signal(9),
            message: Message::default(),
        },
        4 => Verdict::Interrompu {
            cause: Cause::Abandon,
            message: Message::lire("abandonné"),
        },
        _ => Verdict::Reussi,
    });
    let mut avertissement = diagnostic("unused_must_use", "unused `Sleep`", false);
    avertissement.fichier = Some("exo33/src/main.rs".into());
    bloquee.resultats[4].avertissements = vec![avertissement];
    bloquee.resultats[4].tests[0].survivants = 2;
    let infraction = Signalement {
        exercice: "exo34".into(),
        ligne: Some(7),
        regle: "sortie".into(),
        raison: "arrête le processus".into(),
    };
    let infractions = vec![infraction];
    bloquee.resultats[5] = empeche(&fiches[5], Empechement::Refuse { infractions });
    let raison = "a touché à ce qui la juge".into();
    bloquee.resultats[6] = empeche(&fiches[6], Empechement::Sabotage { raison });
    bloquee.signalements.push(Signalement {
        exercice: "exo30".into(),
        ligne: Some(3),
        regle: "processus".into(),
        raison: "termine le processus".into(),
    });
    let bloquee = Copie::new(bloquee.nom, bloquee.resultats, bloquee.signalements);
    let moitie = copie("moitié", |fiche, etape| match etape {
        1 | 2 => Verdict::Reussi,
        3 => echec(&format!("le future de {} est attendu trop tôt", fiche.nom)),
        _ => a_faire(),
    });
    rapport(vec![
        moitie,
        copie("Élodie Ünal", |_, _| Verdict::Reussi),
        bloquee,
    ])
}

/// Le même, où chaque champ que le JSON peut taire a une valeur.
fn sans_rien_taire() -> Rapport {
    let mut rapport = de_tout();
    let copie = &mut rapport.copies[0];
    let ou = "tokio-main/exo29/src/main.rs";
    copie.emplacements.insert("exo29".into(), ou.into());
    copie.retard = Some(Retard {
        limite: "2026-12-01T23:59:00+01:00".into(),
        remise: "2026-12-02T08:00:00Z".into(),
        jours: 1,
        retrait: Points::entiers(2),
    });
    let resultat = &mut copie.resultats[0];
    resultat.jetons = Some("0".repeat(64));
    resultat.etapes[0].bonus = true;
    resultat.etapes[0].correction = Some(CorrectionFaite {
        automatique: Points::ZERO,
        raison: "le raisonnement est juste".into(),
    });
    resultat.tests[1].verdict = Verdict::NonPasse {
        raison: "l'étape est déjà perdue".into(),
    };
    copie.compter();
    rapport
}

/// Une copie où tout texte vient d'un adversaire.
pub(crate) fn hostile() -> Rapport {
    let fiches = fiches();
    let verdict = Verdict::Echoue(Message {
        texte: HOSTILE.into(),
        attendu: Some(HOSTILE.into()),
        observe: Some(HOSTILE.into()),
        piste: Some(HOSTILE.into()),
        frise: Some(HOSTILE.into()),
        a_faire: false,
    });
    let mut copie = copie(HOSTILE, |_, _| verdict.clone());
    let mut erreur = diagnostic(HOSTILE, HOSTILE, true);
    (erreur.fichier, erreur.rendu) = (Some(HOSTILE.into()), HOSTILE.into());
    copie.resultats[0] = empeche(
        &fiches[0],
        Empechement::NeCompilePas {
            erreurs: vec![erreur.clone()],
        },
    );
    copie.resultats[1] = empeche(
        &fiches[1],
        Empechement::Illisible {
            raison: HOSTILE.into(),
        },
    );
    copie.resultats[2].avertissements = vec![erreur];
    copie.signalements = vec![Signalement {
        exercice: "exo31".into(),
        ligne: Some(1),
        regle: HOSTILE.into(),
        raison: HOSTILE.into(),
    }];
    let mut rapport = rapport(vec![copie]);
    rapport.protections[1].detail = HOSTILE.into();
    rapport
}

fn seule(rapport: &Rapport, nom: &str) -> Rapport {
    let mut rapport = rapport.clone();
    rapport.copies.retain(|copie| copie.nom == nom);
    assert_eq!(rapport.copies.len(), 1);
    rapport
}

fn texte(rapport: &Rapport, format: Format) -> String {
    mettre_en_forme(rapport, format, Detail::Complet).unwrap()
}

fn json(texte: &str) -> Value {
    serde_json::from_str(texte).unwrap()
}

/// Les formats qui n'ont qu'un document pour toute une classe, table et annotations comprises.
const DE_CLASSE: [Format; 7] = [
    Format::Table,
    Format::Github,
    Format::Json,
    Format::Csv,
    Format::Junit,
    Format::Markdown,
    Format::Html,
];

/// Ce que rendent tous les formats qui ne demandent rien à l'environnement, par nom de fichier ou de format.
pub(crate) fn tous(rapport: &Rapport, detail: Detail) -> BTreeMap<String, String> {
    let mut textes: BTreeMap<String, String> = DE_CLASSE
        .iter()
        .map(|&format| {
            (
                format!("{format:?}"),
                mettre_en_forme(rapport, format, detail).unwrap(),
            )
        })
        .collect();
    let dossier = tempfile::tempdir().unwrap();
    let formats = [
        Format::Gradescope,
        Format::Exercism,
        Format::ClassroomLegacy,
    ];
    for chemin in ecrire(rapport, &formats, detail, Some(dossier.path())).unwrap() {
        let texte = std::fs::read_to_string(&chemin).unwrap();
        let nom = chemin.strip_prefix(dossier.path()).unwrap();
        textes.insert(nom.display().to_string().replace('\\', "/"), texte);
    }
    textes
}

// ---- Fidèles à ce qui a été relu ----

/// Le texte est celui qu'on a relu et rangé sous ce nom dans `snapshots/`.
#[track_caller]
fn fidele(nom: &str, texte: &str) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(nom, texte);
    });
}

/// Ces exercices seulement : de quoi relire un format bavard.
fn reduit_a(rapport: &Rapport, noms: &[&str]) -> Rapport {
    let mut rapport = rapport.clone();
    rapport
        .exercices
        .retain(|fiche| noms.contains(&&*fiche.nom));
    for copie in &mut rapport.copies {
        copie
            .resultats
            .retain(|resultat| noms.contains(&&*resultat.exercice));
        *copie = Copie::new(
            copie.nom.clone(),
            copie.resultats.clone(),
            copie.signalements.clone(),
        );
    }
    rapport
}

/// Ce que chaque format dit d'une classe où il y a de tout. D'un format bavard, une copie et ce qui la bloque suffisent.
#[test]
fn chaque_format_est_celui_qu_on_a_relu() {
    let classe = de_tout();
    for format in [Format::Table, Format::Github, Format::Csv, Format::Markdown] {
        fidele(
            &format!("{format:?}").to_lowercase(),
            &texte(&classe, format),
        );
    }
    let bloquee = reduit_a(
        &seule(&classe, "bloquée"),
        &["exo29", "exo32", "exo33", "exo34"],
    );
    for format in [Format::Json, Format::Junit, Format::Gradescope] {
        let nom = format!("{format:?}").to_lowercase();
        fidele(&nom, &texte(&bloquee, format));
    }
    // Sans la feuille de style, et une balise par ligne : la page n'en fait qu'une.
    let page = texte(&bloquee, Format::Html);
    let corps = &page[page.find("<body").unwrap()..];
    fidele("html", &corps.replace("><", ">\n<"));
    for (nom, copie, exercice) in [
        ("reussi", "Élodie Ünal", "exo29"),
        ("echec", "moitié", "exo31"),
        ("ne_compile_pas", "bloquée", "exo29"),
        ("interrompu", "bloquée", "exo32"),
    ] {
        let une = reduit_a(&seule(&classe, copie), &[exercice]);
        fidele(&format!("exercism_{nom}"), &texte(&une, Format::Exercism));
    }
    for ligne in texte(&bloquee, Format::ClassroomLegacy).lines().take(1) {
        let (nom, valeur) = ligne.split_once('=').unwrap();
        let octets = base64::engine::general_purpose::STANDARD
            .decode(valeur)
            .unwrap();
        let document: Value = serde_json::from_slice(&octets).unwrap();
        fidele(
            &format!("classroom_{nom}").to_lowercase(),
            &format!("{document:#}"),
        );
    }
}

// ---- Ce qui vaut pour tous ----

/// D'une copie qu'il faut regarder, aucun rapport ne dit 0 là où il peut ne rien dire.
#[test]
fn ce_que_personne_n_a_lu_n_est_pas_un_zero() {
    let mut rapport = reduit_a(&de_tout(), &["exo29", "exo30"]);
    let raison = "deux réponses".into();
    rapport.copies[0].resultats[0] =
        empeche(&rapport.exercices[0], Empechement::Illisible { raison });
    let nom = rapport.copies[0].nom.clone();
    rapport.copies[0].compter();
    let seule = seule(&rapport, &nom);

    let csv = texte(&seule, Format::Csv);
    let mut lignes = csv
        .lines()
        .map(|ligne| ligne.split(';').collect::<Vec<_>>());
    let (titres, ligne) = (lignes.next().unwrap(), lignes.next().unwrap());
    for (titre, attendu) in [
        ("note sur 20", "!"),
        ("points", ""),
        ("exo29 sur 10", "!"),
        ("exo29 étape 1", "pas lue"),
    ] {
        let rang = titres.iter().position(|autre| *autre == titre).unwrap();
        assert_eq!(ligne[rang], attendu, "{titre}");
    }
    let junit = texte(&seule, Format::Junit);
    assert_eq!(junit.matches("name=\"points\"").count(), 1, "{junit}");
    let markdown = texte(&seule, Format::Markdown);
    assert!(markdown.contains("! pas de note</summary>"), "{markdown}");
    let html = texte(&seule, Format::Html);
    for absent in ["0 / 10", "0 sur 20", "! sur 20"] {
        assert!(!html.contains(&format!(">{absent}")), "{absent} : {html}");
    }
    let gradescope = json(&texte(&seule, Format::Gradescope));
    let dit = gradescope["output"].as_str().unwrap();
    assert!(dit.starts_with("Pas de note, malgré le 0"), "{dit}");
    // Le signe d'une copie à regarder n'est pas celui d'une note qui manque.
    let signalee = texte(&de_tout(), Format::Table);
    assert!(signalee.contains("bloquée            ⚑"), "{signalee}");
}

#[test]
fn un_texte_hostile_n_agit_dans_aucun_format() {
    for rapport in [hostile(), {
        let mut deux = hostile();
        deux.copies.push(copie("autre", |_, _| Verdict::Reussi));
        deux
    }] {
        for (nom, texte) in tous(&rapport, Detail::Complet) {
            let texte = texte.strip_prefix('\u{feff}').unwrap_or(&texte);
            for c in texte.chars() {
                let permis = matches!(c, '\n' | '\t') || (c == '\r' && nom == "Csv");
                assert!(permis || !c.is_control(), "{nom} : {c:?}");
                assert!(
                    !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}'),
                    "{nom} : {c:?}"
                );
            }
            assert!(!texte.contains("##["), "{nom}");
            if nom != "Github" {
                for ligne in texte.lines() {
                    assert!(!ligne.trim_start().starts_with("::"), "{nom} : {ligne}");
                }
            }
        }
    }
}

/// Replier un texte ne met pas de commande en tête de ligne.
#[test]
fn un_texte_replie_ne_forge_aucune_commande() {
    let mut rapport = seule(&de_tout(), "bloquée");
    rapport.copies[0].resultats.clear();
    for remplissage in 0..90 {
        let raison = format!("{} ::error::forgée", "x".repeat(remplissage));
        rapport.copies[0].signalements[0].raison.clone_from(&raison);
        rapport.protections[1].detail = raison;
        for ligne in texte(&rapport, Format::Table).lines() {
            assert!(!ligne.trim_start().starts_with("::"), "{ligne}");
        }
    }
}

#[test]
fn le_detail_decide_de_ce_qui_est_montre() {
    let rapport = de_tout();
    let (brut, piste, erreur) = ("bonjour de", "attendu trop tôt", "use of moved value");
    let contient = |detail, mot: &str| -> Vec<String> {
        let textes = tous(&rapport, detail);
        textes
            .into_iter()
            .filter(|(_, texte)| texte.contains(mot))
            .map(|(nom, _)| nom)
            .collect()
    };
    for format in ["Json", "Html", "Junit", "Markdown"] {
        for mot in [brut, piste, erreur] {
            assert!(
                contient(Detail::Complet, mot).contains(&format.to_owned()),
                "{format} : {mot}"
            );
        }
        for mot in [piste, erreur] {
            assert!(
                contient(Detail::Diagnostic, mot).contains(&format.to_owned()),
                "{format} : {mot}"
            );
        }
    }
    assert_eq!(contient(Detail::Diagnostic, brut), [""; 0]);
    assert_eq!(contient(Detail::Diagnostic, "panicked at"), [""; 0]);
    for mot in [brut, piste, erreur, "100ms", "200ms", "E0382", "unused"] {
        assert_eq!(contient(Detail::Aucun, mot), [""; 0], "{mot}");
    }
    // Les notes ne dépendent pas du détail.
    let csv = |detail| mettre_en_forme(&rapport, Format::Csv, detail).unwrap();
    assert_eq!(csv(Detail::Complet), csv(Detail::Aucun));
}

#[test]
fn la_frise_garde_ses_lignes_et_ses_colonnes() {
    let rapport = de_tout();
    for detail in [Detail::Complet, Detail::Diagnostic] {
        let textes = tous(&rapport, detail);
        let markdown = &textes["Markdown"];
        let (avant, _) = markdown.split_once(FRISE).expect("telle quelle");
        assert_eq!(avant.matches("```").count() % 2, 1, "dans un bloc");
        let bloc = format!("<pre tabindex=\"0\">{FRISE}</pre>");
        assert!(textes["Html"].contains(&bloc));
        let json = json(&textes["Json"]);
        let frises = json.pointer("/copies").into_iter().flat_map(frises_de);
        assert_eq!(frises.collect::<BTreeSet<_>>(), BTreeSet::from([FRISE]));
    }
}

/// Toutes les frises de ce morceau de rapport.
fn frises_de(valeur: &Value) -> Vec<&str> {
    match valeur {
        Value::Object(champs) => champs
            .iter()
            .flat_map(|(nom, valeur)| match valeur.as_str() {
                Some(frise) if nom == "frise" => vec![frise],
                _ => frises_de(valeur),
            })
            .collect(),
        Value::Array(valeurs) => valeurs.iter().flat_map(frises_de).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn ni_l_heure_ni_les_durees_ni_l_ordre_des_copies_ne_changent_rien() {
    let rapport = de_tout();
    let mut autre = rapport.clone();
    autre.copies.reverse();
    for test in autre
        .copies
        .iter_mut()
        .flat_map(|copie| &mut copie.resultats)
        .flat_map(|r| &mut r.tests)
    {
        test.duree_ms += 1000;
    }
    let (mut ici, mut la) = (
        tous(&rapport, Detail::Complet),
        tous(&autre, Detail::Complet),
    );
    assert_ne!(
        ici.remove("Json"),
        la.remove("Json"),
        "le JSON garde les durées"
    );
    assert_eq!(ici, la);
}

#[test]
fn un_rapport_sans_copie_se_met_en_forme() {
    for (nom, texte) in tous(&rapport(Vec::new()), Detail::Complet) {
        assert!(!texte.contains("NaN") && !texte.contains("inf"), "{nom}");
    }
}

// ---- Où cela s'écrit ----

#[test]
fn chaque_document_a_sa_place_et_chaque_copie_son_dossier() {
    let dossier = tempfile::tempdir().unwrap();
    let sortie = dossier.path().join("a/b");
    let formats = [
        Format::Csv,
        Format::Csv,
        Format::Html,
        Format::Gradescope,
        Format::Exercism,
    ];
    let ecrits = ecrire(&de_tout(), &formats, Detail::Complet, Some(&sortie)).unwrap();
    assert_eq!(ecrits.len(), 2 + 3 + 3 * 8);
    let existe =
        |chemin: &str| ecrits.contains(&sortie.join(chemin)) && sortie.join(chemin).is_file();
    assert!(existe("notes.csv") && existe("rapport.html"));
    assert!(
        existe("gradescope/Élodie_Ünal/results.json")
            && existe("exercism/moitié/exo36/results.json")
    );

    let une = seule(&de_tout(), "moitié");
    let ecrits = ecrire(&une, &[Format::Gradescope], Detail::Complet, Some(&sortie)).unwrap();
    assert_eq!(ecrits, [sortie.join("gradescope/results.json")]);
    let fichier = dossier.path().join("results.json");
    let ecrits = ecrire(&une, &[Format::Gradescope], Detail::Complet, Some(&fichier)).unwrap();
    assert_eq!(ecrits, std::slice::from_ref(&fichier));
    assert!(json(&std::fs::read_to_string(fichier).unwrap())["tests"].is_array());
}

#[test]
fn une_sortie_qui_ne_convient_pas_est_refusee_sans_rien_ecrire() {
    let dossier = tempfile::tempdir().unwrap();
    let fichier = dossier.path().join("x.csv");
    std::fs::write(&fichier, "à moi").unwrap();
    let deux = [Format::Csv, Format::Json];
    let essais: [(&[Format], Option<&Path>, &str); 3] = [
        (&deux, None, "--sortie"),
        (&[Format::Gradescope], None, "--sortie"),
        (&deux, Some(&fichier), "demandent un dossier"),
    ];
    for (formats, sortie, message) in essais {
        let erreur = ecrire(&de_tout(), formats, Detail::Complet, sortie).unwrap_err();
        assert!(erreur.to_string().contains(message), "{erreur:#}");
    }
    assert_eq!(std::fs::read_to_string(&fichier).unwrap(), "à moi");
    assert_eq!(std::fs::read_dir(dossier.path()).unwrap().count(), 1);
}

#[test]
fn les_noms_hostiles_ne_sortent_pas_du_dossier() {
    let dossier = tempfile::tempdir().unwrap();
    let sortie = dossier.path().join("notes");
    let mut hostiles = hostile();
    for nom in ["../../evasion", "/absolu", "..", "", "a\0b"] {
        hostiles.copies.push(copie(nom, |_, _| Verdict::Reussi));
    }
    let ecrits = ecrire(
        &hostiles,
        &[Format::ClassroomLegacy],
        Detail::Complet,
        Some(&sortie),
    )
    .unwrap();
    assert_eq!(ecrits.len(), 6);
    for chemin in ecrits {
        let relatif = chemin
            .strip_prefix(sortie.join("classroom-legacy"))
            .unwrap();
        assert_eq!(relatif.components().count(), 2, "{}", chemin.display());
    }
    let restes: Vec<PathBuf> = std::fs::read_dir(dossier.path())
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    assert_eq!(restes, [sortie]);
}

// ---- JSON ----

fn schema() -> jsonschema::Validator {
    let chemin = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/rapport-v3.schema.json");
    let schema = json(&std::fs::read_to_string(chemin).unwrap());
    assert!(jsonschema::meta::is_valid(&schema));
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn le_json_suit_son_schema_et_se_relit() {
    let schema = schema();
    for rapport in [de_tout(), sans_rien_taire(), hostile(), rapport(Vec::new())] {
        for detail in [Detail::Complet, Detail::Diagnostic, Detail::Aucun] {
            let texte = mettre_en_forme(&rapport, Format::Json, detail).unwrap();
            let erreurs: Vec<_> = schema
                .iter_errors(&json(&texte))
                .map(|erreur| format!("{} : {erreur}", erreur.instance_path()))
                .collect();
            assert_eq!(erreurs, [""; 0]);
        }
        let mut relu: Rapport = serde_json::from_str(&texte(&rapport, Format::Json)).unwrap();
        relu.copies.sort_by(|a, b| a.nom.cmp(&b.nom));
        let mut range = rapport.clone();
        range.copies.sort_by(|a, b| a.nom.cmp(&b.nom));
        assert_eq!(relu, range);
    }
}

#[test]
fn le_schema_refuse_ce_qui_n_en_est_pas() {
    let schema = schema();
    let bon = json(&texte(&de_tout(), Format::Json));
    assert!(schema.is_valid(&bon));
    let changements: [(&str, Value); 10] = [
        ("/schema", "correcteur/rapport/v1".into()),
        ("/partie", "2/3".into()),
        ("/partie/rang", 0.into()),
        ("/copies/0/note", (20.5).into()),
        ("/copies/0/resultats/0/etapes/0/etat", "réussie".into()),
        (
            "/copies/0/resultats/0/tests/0",
            serde_json::json!({"nom": "etape1::x", "etape": 1, "etat": "echoue"}),
        ),
        ("/copies/0/resultats/0/points", "10".into()),
        ("/copies/0/signalements", Value::Null),
        ("/exercices/0/nom", "../exo29".into()),
        (
            "/protections/0",
            serde_json::json!({"nom": "x", "active": true, "detail": "", "autre": 1}),
        ),
    ];
    for (endroit, valeur) in changements {
        let mut faux = bon.clone();
        *faux.pointer_mut(endroit).unwrap() = valeur;
        assert!(!schema.is_valid(&faux), "{endroit}");
    }
}

// ---- CSV ----

fn lire_csv(texte: &str) -> Vec<Vec<String>> {
    let texte = texte.strip_prefix('\u{feff}').expect("la marque d'ordre");
    csv::ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .from_reader(texte.as_bytes())
        .records()
        .map(|ligne| ligne.unwrap().iter().map(String::from).collect())
        .collect()
}

#[test]
fn aucune_case_du_csv_n_est_une_formule() {
    let mut rapport = hostile();
    for nom in [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        " =1+1",
        "＝1+1",
        "a;=1+1",
        "a\"\n=1+1",
    ] {
        rapport.copies.push(copie(nom, |_, _| Verdict::Reussi));
    }
    let lignes = lire_csv(&texte(&rapport, Format::Csv));
    assert_eq!(lignes.len(), 12);
    for ligne in lignes {
        assert_eq!(ligne.len(), 50);
        for case in ligne {
            assert!(
                !case
                    .trim_start()
                    .starts_with(['=', '+', '-', '@', '＝', '\t', '\r']),
                "{case:?}"
            );
        }
    }
}

// ---- JUnit ----

#[test]
fn le_junit_se_relit_avec_ses_comptes() {
    for rapport in [de_tout(), hostile()] {
        let document = texte(&rapport, Format::Junit);
        let relu = quick_junit::Report::deserialize_from_str(&document).unwrap();
        let tests: usize = rapport
            .copies
            .iter()
            .flat_map(|copie| &copie.resultats)
            .map(|resultat| resultat.tests.len())
            .sum();
        assert_eq!(relu.tests, tests);
        assert_eq!(relu.test_suites.len(), rapport.copies.len() * 8);
        assert!(!document.contains("timestamp") && !document.contains("time="));
    }
    let relu =
        quick_junit::Report::deserialize_from_str(&texte(&de_tout(), Format::Junit)).unwrap();
    // Figé 1, interrompus 3 ; 40 tests non lancés.
    assert_eq!(relu.errors, 44);
}

// ---- Markdown ----

#[test]
fn le_markdown_hostile_reste_du_texte() {
    let mut rapport = hostile();
    rapport.copies.push(copie("autre", |_, _| Verdict::Reussi));
    let markdown = texte(&rapport, Format::Markdown);
    let options = pulldown_cmark::Options::all();
    let mut dans_le_code = false;
    for evenement in pulldown_cmark::Parser::new_ext(&markdown, options) {
        use pulldown_cmark::{Event, Tag, TagEnd};
        match evenement {
            Event::Start(Tag::CodeBlock(_)) => dans_le_code = true,
            Event::End(TagEnd::CodeBlock) => dans_le_code = false,
            Event::Html(html) | Event::InlineHtml(html) => {
                for balise in html.split('<').skip(1) {
                    let connue = ["details>", "/details>", "summary>", "/summary>", "!-- -->"]
                        .iter()
                        .any(|connue| balise.starts_with(connue));
                    assert!(connue, "{html}");
                }
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis) => {
                panic!("{evenement:?}")
            }
            Event::Text(texte) if !dans_le_code => assert!(!texte.contains("\u{1b}")),
            _ => {}
        }
    }
    assert_eq!(
        markdown.matches("<details>").count(),
        markdown.matches("</details>").count()
    );
    // La table des notes a bien deux lignes de dix colonnes.
    let lignes: Vec<_> = markdown
        .lines()
        .skip_while(|l| !l.starts_with("|---"))
        .skip(1)
        .take(2)
        .collect();
    assert!(
        lignes.iter().all(|ligne| ligne.matches('|').count() == 11),
        "{lignes:#?}"
    );
}

#[test]
fn le_markdown_tient_dans_un_resume_de_github() {
    let enorme = Verdict::Echoue(Message {
        texte: "x".repeat(5_000),
        ..Message::default()
    });
    let copies = (0..60)
        .map(|n| copie(&format!("copie {n}"), |_, _| enorme.clone()))
        .collect();
    let markdown = texte(&rapport(copies), Format::Markdown);
    assert!(markdown.len() < 1024 * 1024, "{}", markdown.len());
    assert!(markdown.contains("La place manque ici"));
    assert_eq!(
        markdown.matches("<details>").count(),
        markdown.matches("</details>").count()
    );
}

// ---- GitHub ----

/// Lit une commande comme le fait le lanceur de GitHub : genre, propriétés, message.
fn lire_commande(ligne: &str) -> (String, BTreeMap<String, String>, String) {
    let rendre = |texte: &str| {
        let texte = texte
            .replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%3A", ":");
        texte.replace("%2C", ",").replace("%25", "%")
    };
    let (tete, message) = ligne.strip_prefix("::").unwrap().split_once("::").unwrap();
    let (genre, proprietes) = tete.split_once(' ').unwrap();
    let proprietes = proprietes.split(',').map(|propriete| {
        let (nom, valeur) = propriete.split_once('=').unwrap();
        (nom.to_owned(), rendre(valeur))
    });
    (genre.to_owned(), proprietes.collect(), rendre(message))
}

#[test]
fn les_annotations_sont_aux_lignes_de_l_apprenant() {
    let annotations = texte(&seule(&de_tout(), "bloquée"), Format::Github);
    let lues: Vec<_> = annotations.lines().map(lire_commande).collect();
    let erreur = lues
        .iter()
        .find(|(_, _, message)| message.contains("E0382"))
        .unwrap();
    assert_eq!(erreur.0, "error");
    assert_eq!(
        ["file", "line", "col"].map(|nom| erreur.1[nom].as_str()),
        ["exo29/src/main.rs", "12", "18"]
    );
    let signalement = lues
        .iter()
        .find(|(_, _, message)| message.starts_with("termine le processus"))
        .unwrap();
    assert_eq!(
        (&signalement.1["file"][..], &signalement.1["line"][..]),
        ("exo30/src/main.rs", "3")
    );
    assert!(
        lues.iter()
            .any(|(genre, proprietes, _)| genre == "warning" && proprietes["line"] == "12")
    );
    // Une par exercice : ce qu'il a d'autre suit, dans la même. Il n'y a rien à dire de ceux qui sont acquis.
    let mut fichiers: Vec<_> = lues
        .iter()
        .map(|(_, proprietes, _)| &proprietes["file"])
        .collect();
    fichiers.sort();
    let attendus: Vec<_> = (29..=36)
        .map(|numero| format!("exo{numero}/src/main.rs"))
        .collect();
    assert_eq!(fichiers, attendus.iter().collect::<Vec<_>>());
    assert!(
        signalement.2.contains("le fichier est vide"),
        "{}",
        signalement.2
    );

    let annotations = texte(&seule(&de_tout(), "moitié"), Format::Github);
    let panique = annotations.lines().map(lire_commande).next().unwrap();
    assert_eq!(
        (&panique.1["file"][..], &panique.1["line"][..]),
        ("exo29/src/main.rs", "42")
    );
    assert!(panique.2.contains("piste   : le future de exo29"));
}

#[test]
fn une_copie_ne_forge_aucune_commande() {
    let mut rapport = hostile();
    rapport
        .copies
        .push(copie("a,line=1::x%0A::error::", |_, _| {
            echec("%0A::error::non")
        }));
    for ligne in texte(&rapport, Format::Github).lines() {
        let (genre, proprietes, _) = lire_commande(ligne);
        assert!(
            ["error", "warning", "notice"].contains(&genre.as_str()),
            "{ligne}"
        );
        assert!(
            proprietes["file"].starts_with("exo") && proprietes["file"].ends_with("/src/main.rs")
        );
        let connues = ["file", "line", "col", "title"];
        assert!(
            proprietes.keys().all(|nom| connues.contains(&nom.as_str())),
            "{ligne}"
        );
    }
}

// ---- Gradescope, Exercism, Classroom ----

#[test]
fn gradescope_a_un_test_par_etape_dont_la_somme_est_la_note() {
    for nom in ["moitié", "bloquée", "Élodie Ünal"] {
        let rapport = seule(&de_tout(), nom);
        let document = json(&texte(&rapport, Format::Gradescope));
        let tests = document["tests"].as_array().unwrap();
        assert_eq!(tests.len(), 34);
        let somme = |cle: &str| {
            tests
                .iter()
                .map(|test| test[cle].as_f64().unwrap())
                .sum::<f64>()
        };
        assert!((somme("score") - document["score"].as_f64().unwrap()).abs() < 1e-3);
        assert!((somme("max_score") - 140.0).abs() < 1e-3);
        for test in tests {
            let reussi = test["status"] == "passed";
            assert_eq!(reussi, test["score"] == test["max_score"], "{test}");
            assert!(reussi || test["status"] == "failed");
            assert_eq!(
                (&test["visibility"], &test["output_format"]),
                (&"visible".into(), &"text".into())
            );
        }
    }
}

#[test]
fn exercism_coupe_ce_qui_depasse_ses_limites() {
    let bavard = format!(
        "{}\nthread 'x' panicked at y:1:1:\n{}",
        "é".repeat(2000),
        "z".repeat(200_000)
    );
    let verdict = Verdict::Echoue(Message {
        texte: bavard,
        ..Message::default()
    });
    let mut rapport = rapport(vec![copie("x", |_, _| verdict.clone())]);
    rapport.copies[0].resultats.truncate(1);
    let document = json(&texte(&rapport, Format::Exercism));
    let test = &document["tests"][1];
    assert_eq!(test["output"].as_str().unwrap().chars().count(), 500);
    assert!(test["message"].as_str().unwrap().len() < 65_535);
}

#[test]
fn classroom_legacy_n_omet_rien_de_ce_que_le_rapporteur_lit() {
    for rapport in [
        seule(&de_tout(), "bloquée"),
        seule(&de_tout(), "moitié"),
        hostile(),
    ] {
        let texte = texte(&rapport, Format::ClassroomLegacy);
        let variables: BTreeMap<_, _> = texte.lines().map(|l| l.split_once('=').unwrap()).collect();
        let lanceurs: Vec<_> = variables["CLASSROOM_RUNNERS"].split(',').collect();
        assert_eq!(lanceurs.len(), 8);
        let mut total = 0.0;
        for lanceur in lanceurs {
            let variable = variables[format!("{}_RESULTS", lanceur.to_uppercase()).as_str()];
            let octets = base64::engine::general_purpose::STANDARD
                .decode(variable)
                .unwrap();
            let document: Value = serde_json::from_slice(&octets).unwrap();
            assert_eq!(document["version"], 1);
            assert!(document["max_score"].as_f64().unwrap() > 0.0);
            assert!(["pass", "fail", "error"].contains(&document["status"].as_str().unwrap()));
            for test in document["tests"].as_array().unwrap() {
                total += test["score"].as_f64().unwrap();
                let filtre = test["test_code"].as_str().unwrap();
                let filtre = filtre.rsplit(' ').next().unwrap();
                let mut tests = rapport.copies[0].resultats.iter().flat_map(|vu| &vu.tests);
                assert!(
                    tests.any(|vu| vu.nom.starts_with(filtre)),
                    "{filtre} ne lance rien"
                );
                assert!(test["line_no"].is_u64() && test["duration"].is_number());
                for cle in ["name", "status", "message", "test_code", "filename"] {
                    assert!(test[cle].is_string(), "{cle}");
                }
            }
        }
        let points: f64 = rapport.copies[0]
            .resultats
            .iter()
            .map(|resultat| f64::from(resultat.points))
            .sum();
        assert!((total - points).abs() < 1e-6);
    }
}

#[test]
fn classroom_legacy_tait_un_exercice_sans_points() {
    let mut rapport = seule(&de_tout(), "moitié");
    rapport.exercices[2].points = Points::ZERO;
    rapport.copies[0].resultats.pop();
    let texte = texte(&rapport, Format::ClassroomLegacy);
    assert!(!texte.contains("EXO31_RESULTS") && texte.contains("EXO36_RESULTS"));
    assert!(texte.contains("CLASSROOM_RUNNERS=exo29,exo30,exo32,exo33,exo34,exo35,exo36"));
}

// ---- Terminal et page ----

#[test]
fn la_table_tient_en_80_colonnes() {
    for rapport in [
        de_tout(),
        hostile(),
        seule(&de_tout(), "bloquée"),
        seule(&de_tout(), "moitié"),
    ] {
        for ligne in texte(&rapport, Format::Table).lines() {
            let largeur = console::measure_text_width(ligne);
            assert!(largeur <= 80, "{largeur} : {ligne}");
        }
    }
}

/// Un exercice que personne n'a commencé n'arrête personne.
#[test]
fn ce_qui_n_est_pas_commence_n_arrete_pas() {
    let debut = |fiche: &FicheExercice, etape| match (&fiche.nom[..], etape) {
        ("exo29", 1) => Verdict::Reussi,
        ("exo29", 2) => echec("la `tâche` n'est pas attendue"),
        _ => a_faire(),
    };
    let mut absente = copie("d", |_, _| a_faire());
    for (resultat, fiche) in absente.resultats.iter_mut().zip(fiches()) {
        let raison = "le fichier n'existe pas".into();
        *resultat = empeche(&fiche, Empechement::NonRendu { raison });
    }
    let rapport = rapport(vec![
        copie("a", debut),
        copie("b", debut),
        copie("c", |_, _| a_faire()),
        absente,
    ]);
    fidele("table_d_un_debut", &texte(&rapport, Format::Table));
    let page = texte(&rapport, Format::Html);
    assert!(page.contains("la <code>tâche</code> n'est pas attendue"));
    assert!(page.contains("<p>a, b</p>"));
}

/// Dans l'ordre d'une liste de classe : ni une majuscule ni un accent n'y déplacent un nom.
#[test]
fn les_copies_sont_dans_l_ordre_de_l_alphabet() {
    let noms = [
        "WEBER Max",
        "ÇELİK Aslı",
        "Éloi",
        "alice",
        "Bob",
        "dora",
        "Zoé",
    ];
    let copies = noms.map(|nom| copie(nom, |_, _| a_faire()));
    let table = texte(&rapport(copies.into()), Format::Table);
    let lignes: Vec<_> = table.lines().skip(1).take(noms.len()).collect();
    let attendus = ["alice", "Bob", "ÇELİK", "dora", "Éloi", "WEBER", "Zoé"];
    for (ligne, attendu) in lignes.iter().zip(attendus) {
        assert!(ligne.starts_with(attendu), "{attendu} : {table}");
    }
}

/// Une copie que personne n'a lue n'a ni acquis une étape, ni échoué.
#[test]
fn les_pourcentages_sont_ceux_des_copies_lues() {
    let arretee = |_: &FicheExercice, etape| match etape {
        1 => echec("la tâche n'est pas attendue"),
        _ => a_faire(),
    };
    let mut pas_lue = copie("c", |_, _| a_faire());
    for (resultat, fiche) in pas_lue.resultats.iter_mut().zip(fiches()) {
        let raison = "deux réponses".into();
        *resultat = empeche(&fiche, Empechement::Illisible { raison });
    }
    let rapport = rapport(vec![
        copie("a", |_, _| Verdict::Reussi),
        copie("b", arretee),
        pas_lue,
    ]);
    let page = texte(&rapport, Format::Html);
    assert_eq!(page.matches("<td class=\"part ").count(), 34);
    let moities = page.matches(">50</td>").count();
    assert_eq!(moities, 34, "{page}");
    assert!(page.contains("<span>50 %</span>") && !page.contains("<span>33 %</span>"));
    let seule = reduit_a(&rapport, &["exo29"]);
    let personne = Rapport {
        copies: vec![seule.copies[2].clone(), seule.copies[2].clone()],
        ..seule
    };
    let page = texte(&personne, Format::Html);
    assert_eq!(page.matches(">–</td>").count(), 4, "{page}");
}

/// Un zéro sans sa raison se lirait comme un travail faux.
#[test]
fn la_table_dit_pourquoi_une_reponse_rendue_n_est_pas_testee() {
    let table = texte(&de_tout(), Format::Table);
    for dit in [
        "Rendues, et pas testées (⊘)",
        "exo29, ne compile pas : bloquée",
        "exo31, compilation interrompue : bloquée",
        "exo34, refusé sans être exécuté : bloquée",
    ] {
        assert!(table.contains(dit), "{dit} : {table}");
    }
    assert!(!table.contains("exo30, le fichier est vide"), "{table}");
}

#[test]
fn la_page_ne_charge_rien_et_n_execute_rien() {
    let mut rapport = hostile();
    rapport.copies.push(copie("autre", |_, _| Verdict::Reussi));
    let page = texte(&rapport, Format::Html);
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"fr\">"));
    assert!(page.contains("default-src 'none'; style-src 'sha256-"));
    for interdit in [
        "<script", "<link", "<img", "<iframe", "src=", "style=\"", "onload", "url(", "@import",
    ] {
        assert!(!page.contains(interdit), "{interdit}");
    }
    // Les seules adresses sont des ancres de la page.
    for adresse in page.split("href=\"").skip(1) {
        assert!(adresse.starts_with('#'), "{}", &adresse[..40]);
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[test]
fn la_page_nomme_ce_qui_arrete_et_mene_a_chaque_copie() {
    let rapport = de_tout();
    let page = texte(&rapport, Format::Html);
    for n in 1..=rapport.copies.len() {
        assert!(
            page.contains(&format!("href=\"#copie-{n}\""))
                && page.contains(&format!("id=\"copie-{n}\""))
        );
    }
    assert!(page.contains("E0382 : use of moved value"));
    assert!(page.contains("le future de exo31 est attendu trop tôt"));
    // Toute case du tableau se lit sans couleur ni signe.
    let cases = page.matches("<td class=\"case ").count();
    assert_eq!(cases, 3 * 34);
    let mots = ["acquise", "en échec", "à faire", "non testée", "non rendue"].map(|mot| {
        page.matches(&format!("<span class=\"lu\">{mot}</span>"))
            .count()
    });
    assert_eq!(mots.iter().sum::<usize>(), cases);
    assert_eq!(
        page.matches("<caption").count(),
        page.matches("<table").count()
    );
    assert!(!page.contains("\" class=\"case"), "un attribut en double");
}
