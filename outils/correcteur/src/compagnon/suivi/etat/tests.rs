//! Ce que chaque événement change au suivi, sans fichier, sans thread et sans terminal.

use super::super::pages;
use super::*;
use crate::cours::Etape;
use crate::modele::message::Message;
use crate::modele::resultat::{ResultatTest, Verdict};

/// Deux exercices d'une étape, le suivi au premier.
fn etat() -> (Etat, Instant) {
    etat_de(2)
}

/// Tant d'exercices d'une étape, le suivi au premier.
fn etat_de(nombre: usize) -> (Etat, Instant) {
    let exercice = |nom: &str| {
        let etape = Etape {
            numero: 1,
            titre: "attendre".to_owned(),
            tests: vec!["etape1::un".to_owned()],
        };
        Exercice::fictif(nom, vec![etape])
    };
    let numeros = 29..29 + nombre;
    let exercices = numeros.map(|numero| exercice(&format!("exo{numero}")));
    let cours = Cours {
        racine: "/nulle/part".into(),
        cible: "/nulle/part".into(),
        exercices: exercices.collect(),
    };
    let lecon = Lecon::lire(
        "## Étape 1 · a\n### Indices\n<details>\n<summary>a</summary>\n\nb\n\n</details>\n",
    );
    let etat = Etat::new(Arc::new(cours), vec![lecon; nombre], None, true);
    (etat, Instant::now())
}

fn lu(texte: &str) -> Evenement {
    Evenement::Lu(Ok(texte.to_owned()))
}

/// Les textes des exercices de ces rangs ; sans texte, le fichier manque.
fn lus_ailleurs(lus: &[(usize, Option<&str>)]) -> Evenement {
    let lu = |texte: &Option<&str>| texte.map(ToOwned::to_owned).ok_or(Illisible::Absent);
    Evenement::LusAilleurs(lus.iter().map(|(rang, texte)| (*rang, lu(texte))).collect())
}

fn juge(etat: &Etat, verdict: Verdict) -> Evenement {
    let test = ResultatTest::sans_duree(1, "etape1::un", verdict);
    Evenement::Juge(Ok(Resultat::de_tests(
        etat.exercice(),
        Vec::new(),
        vec![test],
    )))
}

fn echec() -> Verdict {
    Verdict::Echoue(Message::default())
}

#[test]
fn un_texte_qui_change_abandonne_l_essai_et_le_nouveau_est_juge_ensuite() {
    let (mut etat, t) = etat();
    let essai = |texte: &str| [Effet::Juger(texte.into()), Effet::Dessiner];
    assert_eq!(etat.recevoir(lu("a"), t), essai("a"));
    assert_eq!(etat.recevoir(lu("a"), t), []);
    assert_eq!(etat.recevoir(lu("b"), t), [Effet::Abandonner]);
    assert_eq!(etat.recevoir(lu("c"), t), [], "il est déjà abandonné");
    assert_eq!(etat.recevoir(juge(&etat, echec()), t), essai("c"));
    assert!(etat.verdict.is_none(), "l'essai abandonné ne dit rien");
    for texte in ["d", "e"] {
        assert_eq!(etat.recevoir(lu(texte), t), [Effet::Abandonner]);
        assert_eq!(etat.recevoir(juge(&etat, echec()), t), essai(texte));
    }
    assert_eq!(etat.recevoir(lu("f"), t), [], "celui-ci va au bout");
}

#[test]
fn un_exercice_acquis_mene_au_suivant_et_l_enregistrer_de_nouveau_y_ramene() {
    let (mut etat, t) = etat();
    etat.recevoir(lu("a"), t);
    let effets = etat.recevoir(juge(&etat, Verdict::Reussi), t);
    assert_eq!(effets, [Effet::Remonter, Effet::Suivre(1)]);
    assert!(etat.annonces[0].contains("exo29 est terminé"));
    assert_eq!(etat.recevoir(lus_ailleurs(&[(0, Some("a"))]), t), []);
    let effets = etat.recevoir(lus_ailleurs(&[(0, Some("b"))]), t);
    assert_eq!(effets, [Effet::Suivre(0)]);
    etat.recevoir(lu("b"), t);
    etat.recevoir(juge(&etat, Verdict::Reussi), t);
    etat.recevoir(lu("c"), t);
    etat.recevoir(juge(&etat, Verdict::Reussi), t);
    assert!(etat.page == Page::Fin, "tout est acquis");
}

/// La démonstration qu'annonce la fin d'un exercice est la sienne, et non le `todo!` du suivant.
#[test]
fn la_demonstration_est_celle_de_l_exercice_fini_jusqu_a_ce_que_le_suivant_en_ait_une() {
    let (mut etat, t) = etat();
    etat.recevoir(lu("fn main() {}"), t);
    etat.recevoir(juge(&etat, Verdict::Reussi), t);
    assert!(etat.annonces[1].contains("d : exo29 à l'œuvre"));
    let mut demontrer = |touche| {
        etat.recevoir(Evenement::Touche(touche), t);
        let effets = etat.recevoir(Evenement::Touche(Touche::Demonstration), t);
        effets.into_iter().next()
    };
    assert_eq!(demontrer(Touche::Autre), Some(Effet::Demontrer(0)));
    // Choisi par l'apprenant, c'est lui.
    demontrer(Touche::Voisin { avancer: false });
    assert_eq!(
        demontrer(Touche::Voisin { avancer: true }),
        Some(Effet::Demontrer(1))
    );
}

#[test]
fn un_fichier_vide_n_est_juge_que_s_il_le_reste() {
    let (mut etat, t) = etat();
    etat.recevoir(lu("a"), t);
    etat.recevoir(juge(&etat, echec()), t);
    let vide = || Evenement::Lu(Err(Illisible::Vide));
    assert_eq!(etat.recevoir(vide(), t), [Effet::Relire]);
    let effets = etat.recevoir(vide(), t + PATIENCE);
    assert_eq!(effets, [Effet::Remonter, Effet::Dessiner]);
    let (resultat, ..) = etat.verdict.as_ref().unwrap();
    assert!(resultat.empechement.is_some());
}

#[test]
fn chaque_touche_a_son_effet() {
    let (mut etat, t) = etat();
    etat.recevoir(lu("a"), t);
    let mut presser = |touche| etat.recevoir(Evenement::Touche(touche), t);
    assert_eq!(
        presser(Touche::Tableau),
        [Effet::Dessiner],
        "un essai est en cours"
    );
    assert_eq!(
        presser(Touche::Solution),
        [Effet::Dessiner],
        "il n'y en a pas"
    );
    assert_eq!(
        presser(Touche::Suite),
        [Effet::Dessiner],
        "rien n'est acquis"
    );
    assert_eq!(presser(Touche::Tout), [Effet::Remonter, Effet::Dessiner]);
    assert_eq!(presser(Touche::Lecon), [Effet::Remonter, Effet::Dessiner]);
    assert_eq!(presser(Touche::Ouvrir), [Effet::Ouvrir(0), Effet::Dessiner]);
    assert_eq!(
        presser(Touche::Demonstration),
        [Effet::Demontrer(0), Effet::Dessiner]
    );
    assert_eq!(
        presser(Touche::Relancer),
        [Effet::Dessiner],
        "un essai est en cours"
    );
    let bout = |fin| Touche::Bout { fin };
    assert_eq!(presser(bout(true)), [Effet::Descendre, Effet::Dessiner]);
    assert_eq!(presser(bout(false)), [Effet::Remonter, Effet::Dessiner]);
    assert_eq!(
        presser(Touche::Suspendre),
        [Effet::Suspendre, Effet::Dessiner]
    );
    assert_eq!(presser(Touche::Quitter), [Effet::Finir]);
    etat.recevoir(juge(&etat, echec()), t);
    for remarque in [None, Some("c'était le dernier indice de cette étape")] {
        let effets = etat.recevoir(Evenement::Touche(Touche::Indice), t);
        assert_eq!(effets, [Effet::Descendre, Effet::Dessiner]);
        assert_eq!(etat.remarque.as_deref(), remarque);
    }
}

#[test]
fn relancer_juge_le_meme_texte_de_nouveau() {
    let (mut etat, t) = etat();
    etat.recevoir(lu("a"), t);
    etat.recevoir(juge(&etat, echec()), t);
    let effets = etat.recevoir(Evenement::Touche(Touche::Relancer), t);
    assert_eq!(effets[0], Effet::Juger("a".into()));
}

#[test]
fn un_exercice_voisin_se_choisit_et_n_est_pas_quitte_meme_acquis() {
    let (mut etat, t) = etat();
    etat.recevoir(lu("a"), t);
    let voisin = |avancer| Evenement::Touche(Touche::Voisin { avancer });
    for (avancer, rang) in [(true, 1), (false, 0), (true, 1)] {
        let effets = etat.recevoir(voisin(avancer), t);
        assert_eq!(effets, [Effet::Suivre(rang), Effet::Dessiner]);
    }
    // L'essai du premier, abandonné, ne dit rien du second.
    assert_eq!(etat.recevoir(lu("b"), t), [Effet::Abandonner]);
    etat.recevoir(juge(&etat, echec()), t);
    assert!(etat.verdict.is_none());
    etat.recevoir(juge(&etat, Verdict::Reussi), t);
    assert_eq!(etat.courant, 1);
    assert!(etat.est_acquis());
}

#[test]
fn au_bord_du_cours_il_n_y_a_pas_de_voisin_et_c_est_dit() {
    let (mut etat, t) = etat();
    etat.recevoir(lu("a"), t);
    let mut presser = |avancer| {
        let effets = etat.recevoir(Evenement::Touche(Touche::Voisin { avancer }), t);
        (effets, etat.remarque.clone().unwrap_or_default())
    };
    let (effets, remarque) = presser(false);
    assert_eq!(effets, [Effet::Dessiner]);
    assert_eq!(
        remarque,
        "exo29 est le premier exercice : il n'y en a pas avant"
    );
    presser(true);
    let (effets, remarque) = presser(true);
    assert_eq!(effets, [Effet::Dessiner]);
    assert_eq!(
        remarque,
        "exo30 est le dernier exercice : il n'y en a pas après"
    );
}

#[test]
fn enregistrer_un_autre_exercice_y_mene_sauf_si_un_outil_en_change_plusieurs() {
    let (mut etat, t) = etat_de(3);
    etat.recevoir(lu("a"), t);
    etat.recevoir(lus_ailleurs(&[(1, Some("b")), (2, None)]), t);
    // Un fichier qui s'absente le temps d'un enregistrement n'a pas changé.
    for texte in [None, Some("b")] {
        assert_eq!(etat.recevoir(lus_ailleurs(&[(1, texte)]), t), []);
    }
    let effets = etat.recevoir(lus_ailleurs(&[(1, Some("B")), (2, Some("C"))]), t);
    assert_eq!((effets, etat.courant), (vec![Effet::Dessiner], 0));
    let remarque = etat.remarque.clone().unwrap_or_default();
    assert_eq!(remarque, "exo30, exo31 ont changé en même temps");

    let effets = etat.recevoir(lus_ailleurs(&[(1, Some("B")), (2, Some("c"))]), t);
    assert_eq!((effets, etat.courant), (vec![Effet::Suivre(2)], 2));
    assert!(etat.annonces[0].contains("exo31 vient d'être enregistré"));
    // Celui d'où l'on vient n'a pas changé.
    assert_eq!(etat.recevoir(lus_ailleurs(&[(0, Some("a"))]), t), []);
}

/// Les tests n'ont pas besoin de `main` : l'étape est acquise, et ce qui manque se dit, jusque dans l'annonce de la fin.
#[test]
fn une_reponse_qui_ne_s_execute_pas_le_dit_et_reste_acquise() {
    let (mut etat, t) = etat();
    let phrase = "`cargo run -p exo29` (touche d) et `cargo test -p exo29` ne compilent pas";
    let mut ecran = |texte: &str, verdict| {
        etat.recevoir(lu(texte), t);
        etat.recevoir(juge(&etat, verdict), t);
        let largeur = 200;
        (
            etat.courant,
            pages::texte(&etat, largeur, t).replace('\u{a0}', " "),
        )
    };
    let (_, vu) = ecran("fn main() {}", echec());
    assert!(!vu.contains("ne compilent pas"), "{vu}");
    let (_, vu) = ecran("async fn main() {}", echec());
    assert!(
        vu.contains(phrase) && vu.contains("#[tokio::main]` (ligne 1)"),
        "{vu}"
    );
    let (courant, vu) = ecran("\nasync fn main() {}", Verdict::Reussi);
    assert_eq!(courant, 1, "{vu}");
    let phrase = phrase.replace(" (touche d)", "");
    assert!(
        vu.contains("exo29 est terminé") && vu.contains(&phrase),
        "{vu}"
    );
    assert!(!vu.contains("à l'œuvre"), "{vu}");
}

/// Qui demande une autre page pendant que le tableau se prépare n'en veut plus.
#[test]
fn le_tableau_ne_prend_pas_la_place_d_une_page_demandee_depuis() {
    let (mut etat, t) = etat();
    etat.recevoir(lu("a"), t);
    etat.recevoir(juge(&etat, echec()), t);
    let touche = Evenement::Touche;
    etat.recevoir(touche(Touche::Tableau), t);
    let avance = "le tableau se prépare, exercices essayés : 3 sur 8";
    etat.recevoir(Evenement::Attente(avance.into()), t);
    let ecran = |etat: &Etat| pages::texte(etat, 80, t + Duration::from_secs(4));
    assert!(ecran(&etat).contains(&format!("{avance}… 4 s")));
    etat.recevoir(touche(Touche::Tableau), t);
    assert_eq!(etat.remarque.as_deref(), Some("le tableau se prépare déjà"));
    let effets = etat.recevoir(touche(Touche::Tout), t);
    assert_eq!(
        effets,
        [Effet::Abandonner, Effet::Remonter, Effet::Dessiner]
    );
    assert!(!ecran(&etat).contains("tableau"), "{}", ecran(&etat));
    etat.recevoir(touche(Touche::Tableau), t);
    let dit = etat.remarque.as_deref().unwrap();
    assert!(dit.contains("le tableau d'avant s'arrête"), "{dit}");
    etat.recevoir(Evenement::Tableau(Ok("le tableau".into())), t);
    assert!(etat.page == Page::Tout);

    // Sinon il s'affiche, et la même touche le ferme sans rien relancer.
    etat.recevoir(touche(Touche::Tableau), t);
    etat.recevoir(Evenement::Tableau(Ok("le tableau".into())), t);
    assert_eq!(ecran(&etat), "le tableau");
    let effets = etat.recevoir(touche(Touche::Tableau), t);
    assert_eq!(effets, [Effet::Remonter, Effet::Dessiner]);
    assert!(etat.page == Page::Difficulte);
}

#[test]
fn la_lecon_se_lit_en_attendant_le_premier_verdict_et_reste_apres() {
    let (mut etat, t) = etat();
    etat.recevoir(lu("a"), t);
    let ecran = |etat: &Etat| pages::texte(etat, 80, t + Duration::from_secs(9));
    assert!(
        ecran(&etat).contains("essai en cours… 9 s\n"),
        "{}",
        ecran(&etat)
    );
    assert!(ecran(&etat).contains("l : la leçon, en attendant"));
    etat.recevoir(Evenement::Touche(Touche::Lecon), t);
    assert!(
        ecran(&etat).contains("Étape 1\u{a0}: a"),
        "{}",
        ecran(&etat)
    );
    etat.recevoir(juge(&etat, echec()), t);
    assert!(etat.page == Page::Lecon);
    etat.recevoir(lu("b"), t);
    etat.recevoir(juge(&etat, echec()), t);
    assert!(
        etat.page == Page::Difficulte,
        "il a écrit : il attend le verdict"
    );
}

#[test]
fn ce_que_l_essai_attend_s_affiche_tant_qu_il_dure() {
    let (mut etat, t) = etat();
    let attente = || Evenement::Attente("Cargo compile".into());
    assert_eq!(etat.recevoir(attente(), t), [], "aucun essai n'attend");
    etat.recevoir(lu("a"), t);
    assert_eq!(etat.recevoir(attente(), t), [Effet::Dessiner]);
    let ecran = |etat: &Etat| pages::texte(etat, 80, t + Duration::from_secs(3));
    assert!(ecran(&etat).contains("Cargo compile… 3 s"));
    etat.recevoir(Evenement::Attente(String::new()), t);
    assert!(ecran(&etat).contains("essai en cours… 3 s"));
    etat.recevoir(attente(), t);
    etat.recevoir(juge(&etat, echec()), t);
    assert!(!ecran(&etat).contains("Cargo compile"));
    let rate = Evenement::Rendu(Err(anyhow::anyhow!("pas d'éditeur")));
    assert_eq!(etat.recevoir(rate, t), [Effet::Dessiner]);
    assert_eq!(etat.remarque.as_deref(), Some("pas d'éditeur"));
}
