//! Le retour d'un élève ne parle que de lui, dit quoi relire, se tait comme le détail le demande, et rien de ce qu'une
//! copie écrit n'y agit.

use correcteur::formats::{Detail, Retour, ecrire_les_retours, moodle, retour_de};
use correcteur::modele::diagnostic::Diagnostic;
use correcteur::modele::rapport::{Copie, Rapport, Retard};
use correcteur::modele::resultat::{CorrectionFaite, Empechement, Resultat, Verdict};
use correcteur::socle::points::Points;

use crate::commun::cours;
use crate::formats::{FRISE, copie, de_tout, hostile, tous};

fn retour(rapport: &Rapport, nom: &str, detail: Detail) -> Retour {
    let copie = rapport
        .copies
        .iter()
        .find(|copie| copie.nom == nom)
        .unwrap();
    retour_de(rapport, copie, &cours().exercices, detail)
}

#[test]
fn un_retour_ne_parle_que_de_son_eleve() {
    let mut rapport = de_tout();
    for nom in ["moitié", "bloquée", "Élodie Ünal"] {
        let Retour { html, markdown } = retour(&rapport, nom, Detail::Complet);
        for texte in [&html, &markdown] {
            for autre in ["moitié", "bloquée", "Élodie Ünal"]
                .iter()
                .filter(|autre| **autre != nom)
            {
                assert!(!texte.contains(autre), "{nom} : {texte}");
            }
            for mot in [
                "moyenne",
                "médiane",
                "classe d",
                "Protection",
                "bubblewrap",
                "termine le processus",
            ] {
                assert!(!texte.contains(mot), "{nom} : {mot}");
            }
        }
    }
    // Et il ne change pas quand les autres changent.
    let seul = retour(&rapport, "moitié", Detail::Complet);
    rapport.copies.retain(|copie| copie.nom == "moitié");
    assert_eq!(retour(&rapport, "moitié", Detail::Complet), seul);
}

#[test]
fn un_retour_dit_les_etapes_les_messages_et_quoi_relire() {
    let mut rapport = de_tout();
    let piste = "`block_on` (ou un `blocking_…`) bloque un thread du runtime : dans du code async, c'est `.await` qui \
                 attend";
    let moitie = rapport
        .copies
        .iter_mut()
        .find(|copie| copie.nom == "moitié")
        .unwrap();
    for test in &mut moitie.resultats[0].tests {
        if let Verdict::Echoue(message) = &mut test.verdict
            && !message.a_faire
        {
            message.piste = Some(piste.to_owned());
            message.texte = format!("  frise   : |--x\n            |  x\n  piste   : {piste}");
        }
    }
    let Retour { html, markdown } = retour(&rapport, "moitié", Detail::Complet);
    for texte in [&html, &markdown] {
        let texte = texte.replace("&#46;", ".").replace("&#35;", "#");
        for mot in [
            "9,43",
            "acquise",
            "en échec",
            "à faire",
            "2,5",
            "etape3",
            "exo29/README",
            "Bloquer le runtime",
        ] {
            assert!(texte.replace("&#95;", "_").contains(mot), "{mot} : {texte}");
        }
    }
    // Le dessin garde ses colonnes, en chasse fixe.
    assert!(html.contains("frise   : |--x\n            |  x"), "{html}");
    assert!(
        markdown.contains("```text\n  frise   : |--x\n            |  x"),
        "{markdown}"
    );
}

/// Ce que la page des enseignants dit de `--detail`.
/// Moodle le montre à côté de la note : il l'explique, et ne dit jamais autre chose qu'elle.
#[test]
fn le_commentaire_de_moodle_explique_la_note() {
    let commentaire = |copie: &Copie| moodle::notee(copie).unwrap().commentaire;
    let rapport = de_tout();
    let bloquee = commentaire(&rapport.copies[2]);
    for dit in [
        "exo29 : ne compile pas.",
        "exo30 : non rendu (le fichier est vide).",
        "exo31 : compilation interrompue.",
        "exo33 : l'énoncé est intact.",
        "exo34 : refusé sans être exécuté.",
    ] {
        assert!(bloquee.contains(dit), "{dit} : {bloquee}");
    }
    let mut copie = rapport.copies[0].clone();
    copie.retard = Some(Retard {
        limite: "2026-12-01T23:59:00+01:00".into(),
        remise: "2026-12-02T08:00:00Z".into(),
        jours: 1,
        retrait: Points::entiers(2),
    });
    let correction = |resultat: &mut Resultat, rang: usize| {
        let etape = &mut resultat.etapes[rang];
        etape.points = etape.points_max;
        etape.correction = Some(CorrectionFaite {
            automatique: Points::ZERO,
            raison: "le raisonnement est juste".into(),
        });
    };
    correction(&mut copie.resultats[0], 2);
    copie.compter();
    let texte = commentaire(&copie);
    let attendu = format!(
        "{} sur 20. 1 jour de retard : − 2 points sur 20. exo29 : 2 étapes sur 4, à reprendre à l'étape 4 ; étape 3, \
         corrigé à la main : 2,5 au lieu de 0 (le raisonnement est juste). exo30 : 2 étapes sur 4, à reprendre à \
         l'étape 3.",
        copie.note
    );
    assert!(texte.starts_with(&attendu), "{texte}");
    let mut copie = rapport.copies[2].clone();
    copie.resultats.truncate(1);
    correction(&mut copie.resultats[0], 0);
    copie.compter();
    let attendu = "5 sur 20. exo29 : ne compile pas ; étape 1, corrigé à la main : 2,5 au lieu de 0 (le raisonnement est \
                   juste).";
    assert_eq!(commentaire(&copie), attendu);
}

/// La part rendue à Moodle ne part pas d'une note déjà arrondie : 9,75 sur 11 font 88,64 sur 100, et non 88,65.
#[test]
fn la_note_de_moodle_n_est_arrondie_qu_une_fois() {
    let part = |copie: &Copie| moodle::notee(copie).unwrap().part;
    let mut copie = de_tout().copies[0].clone();
    copie.resultats.truncate(1);
    let points = [(400, 400), (300, 400), (275, 300)];
    for (etape, (obtenus, possibles)) in copie.resultats[0].etapes.iter_mut().zip(points) {
        etape.points = Points::centiemes(obtenus);
        etape.points_max = Points::centiemes(possibles);
    }
    copie.resultats[0].etapes.truncate(3);
    copie.compter();
    assert_eq!(copie.note, 17.73);
    assert!((part(&copie) - 9.75 / 11.0).abs() < 1e-12);
    let retard = |retrait| Retard {
        limite: String::new(),
        remise: String::new(),
        jours: 1,
        retrait,
    };
    copie.retard = Some(retard(Points::entiers(2)));
    copie.compter();
    assert!((part(&copie) - (9.75 / 11.0 - 0.1)).abs() < 1e-12);
    copie.retard = Some(retard(Points::centiemes(1773)));
    copie.compter();
    assert_eq!(part(&copie), 0.0);
    // Un bonus ne fait pas plus que tout.
    copie.retard = None;
    copie.resultats[0].etapes[0].bonus = true;
    copie.compter();
    assert_eq!(part(&copie), 1.0);
}

/// Plus de points qu'il n'y en a : sans un mot du bonus, l'élève croirait à une erreur.
#[test]
fn un_retour_dit_ce_qui_vient_d_un_bonus() {
    let mut rapport = de_tout();
    let copie = rapport
        .copies
        .iter_mut()
        .find(|copie| copie.nom == "moitié");
    let copie = copie.unwrap();
    copie.resultats.truncate(1);
    copie.resultats[0].etapes[0].bonus = true;
    copie.compter();
    let Retour { html, markdown } = retour(&rapport, "moitié", Detail::Complet);
    for texte in [&html, &markdown] {
        for dit in [
            ", 5 points sur 7,5, dont 2,5 en bonus",
            "5 / 7,5, dont 2,5 en bonus",
        ] {
            assert!(texte.contains(dit), "{dit} : {texte}");
        }
    }
}

#[test]
fn un_retour_bref_garde_la_frise() {
    let vus = |detail| {
        let Retour { html, markdown } = retour(&de_tout(), "moitié", detail);
        [html, markdown].map(|texte| {
            (
                texte.contains(FRISE),
                texte.contains("bonjour de l'apprenant"),
            )
        })
    };
    assert_eq!(vus(Detail::Complet), [(true, true); 2]);
    assert_eq!(vus(Detail::Diagnostic), [(true, false); 2]);
    assert_eq!(vus(Detail::Aucun), [(false, false); 2]);
}

#[test]
fn les_erreurs_du_compilateur_y_sont_en_francais() {
    let mut rapport = de_tout();
    let erreur = Diagnostic {
        erreur: true,
        code: Some("E0373".into()),
        message: "async block may outlive the current function".into(),
        fichier: Some("exo29/src/main.rs".into()),
        ligne: Some(12),
        colonne: Some(18),
        rendu: "error[E0373]: async block may outlive the current function\n".into(),
    };
    let bloquee = rapport
        .copies
        .iter_mut()
        .find(|copie| copie.nom == "bloquée")
        .unwrap();
    bloquee.resultats[0].empechement = Some(Empechement::NeCompilePas {
        erreurs: vec![erreur],
    });
    let complet = retour(&rapport, "bloquée", Detail::Complet);
    for texte in [complet.html, complet.markdown] {
        let texte = texte
            .replace("&#96;", "`")
            .replace("<code>", "`")
            .replace("</code>", "`");
        assert!(texte.contains("may outlive"), "{texte}");
        assert!(
            texte.contains("en français : Le bloc emprunte une variable"),
            "{texte}"
        );
        assert!(texte.contains("Emprunter dans une tâche"), "{texte}");
    }
    let bref = retour(&rapport, "bloquée", Detail::Diagnostic);
    assert!(bref.html.contains("E0373 : async block") && !bref.html.contains("error[E0373]"));
    let muet = retour(&rapport, "bloquée", Detail::Aucun);
    for texte in [muet.html, muet.markdown] {
        assert!(
            !texte.contains("E0373") && texte.contains("ne compile pas"),
            "{texte}"
        );
    }
}

/// Ce que le compilateur a dit se lit en français partout où ce qu'il a dit se lit.
#[test]
fn chaque_format_explique_les_erreurs_du_compilateur() {
    let mut rapport = de_tout();
    rapport.copies.retain(|copie| copie.nom == "bloquée");
    rapport.copies[0].resultats.truncate(1);
    rapport.exercices.truncate(1);
    for (nom, texte) in tous(&rapport, Detail::Complet) {
        let explique = ["Csv", "Json"].contains(&nom.as_str())
            || texte.contains("en français")
            || nom.contains("classroom-legacy");
        assert!(explique, "{nom} : {texte}");
    }
}

/// L'élève le lit dans un lecteur de Markdown, ou tel quel : les deux disent la même chose, qui s'adresse à lui.
#[test]
fn une_reponse_pas_lue_se_lit_en_clair_et_sans_un_zero() {
    let raison = "plusieurs réponses diffèrent : « faire_une_pause.rs », « main (1).rs », « _x_*y*.rs » ; rien ne dit \
                  laquelle noter";
    let mut rapport = de_tout();
    let copie = &mut rapport.copies[0];
    copie.resultats[0].empechement = Some(Empechement::Illisible {
        raison: raison.into(),
    });
    let nom = copie.nom.clone();
    let Retour { html, markdown } = retour(&rapport, &nom, Detail::Complet);
    // Ce qu'il y a à trancher est à l'enseignant ; à l'élève, ce qu'il a à remettre.
    let a_remettre = "garde celle qui doit être notée, et remets-la en exo29/src/main.rs";
    let raison = raison.replace("rien ne dit laquelle noter", a_remettre);
    assert!(html.contains(a_remettre), "{html}");
    let echappee = raison.replace("_x_*y*", "\\_x\\_\\*y\\*");
    assert!(markdown.contains(&echappee), "{markdown}");
    assert!(!markdown.contains("&#"), "{markdown}");
    for texte in [&html, &markdown] {
        let (_, exo29) = texte.split_once("exo29").unwrap();
        let (exo29, _) = exo29.split_once("exo30").unwrap();
        assert!(exo29.contains("pas encore de points"), "{exo29}");
        assert!(
            !exo29.contains("tape 1") && !exo29.contains("0 / "),
            "{exo29}"
        );
    }
    let mut lu = String::new();
    for evenement in pulldown_cmark::Parser::new(&markdown) {
        use pulldown_cmark::Event;
        match evenement {
            Event::Text(texte) | Event::Code(texte) => lu.push_str(&texte),
            _ => {}
        }
    }
    assert!(lu.contains(&raison), "{lu}");
}

#[test]
fn rien_d_hostile_n_agit_dans_un_retour() {
    let rapport = hostile();
    let Retour { html, markdown } = retour_de(&rapport, &rapport.copies[0], &[], Detail::Complet);
    for texte in [&html, &markdown] {
        for c in texte.chars() {
            assert!(matches!(c, '\n' | '\t') || !c.is_control(), "{c:?}");
            assert!(
                !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'),
                "{c:?}"
            );
        }
    }
    for interdit in [
        "<script", "<link", "<img", "src=", "style=\"", "url(", "href=\"",
    ] {
        assert!(!html.contains(interdit), "{interdit}");
    }
    assert!(html.contains("default-src 'none'"));
    for evenement in pulldown_cmark::Parser::new_ext(&markdown, pulldown_cmark::Options::all()) {
        use pulldown_cmark::{Event, Tag};
        match evenement {
            Event::Html(html) | Event::InlineHtml(html) => assert_eq!(&*html, "<!-- -->"),
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis | Tag::Strong) => {
                // Le seul gras est celui de la note.
                assert!(
                    matches!(evenement, Event::Start(Tag::Strong)),
                    "{evenement:?}"
                );
            }
            _ => {}
        }
    }
}

#[test]
fn les_fichiers_ont_des_noms_surs_et_restent_dans_le_dossier() {
    let dossier = tempfile::tempdir().unwrap();
    let retours = dossier.path().join("retours");
    let mut rapport = hostile();
    for nom in [
        "../../evasion",
        "/absolu",
        "..",
        "",
        "a\0b",
        "Alice",
        "alice",
    ] {
        rapport.copies.push(copie(nom, |_, _| Verdict::Reussi));
    }
    ecrire_les_retours(&rapport, &cours().exercices, Detail::Complet, &retours).unwrap();
    let noms: Vec<_> = walkdir::WalkDir::new(dossier.path())
        .min_depth(1)
        .into_iter()
        .map(|entree| entree.unwrap().path().to_owned())
        .collect();
    assert_eq!(noms.len(), 1 + 2 * rapport.copies.len(), "{noms:?}");
    assert!(noms.iter().all(|nom| nom.starts_with(&retours)), "{noms:?}");
    assert!(retours.join("Alice.html").is_file() && retours.join("alice-2.md").is_file());
    // Un dossier qui ne peut pas en être un : une erreur qui le nomme.
    let fichier = dossier.path().join("fichier");
    std::fs::write(&fichier, "à moi").unwrap();
    let erreur = ecrire_les_retours(&rapport, &[], Detail::Complet, &fichier).unwrap_err();
    assert!(erreur.to_string().contains("fichier"), "{erreur:#}");
    assert_eq!(std::fs::read_to_string(fichier).unwrap(), "à moi");
}
