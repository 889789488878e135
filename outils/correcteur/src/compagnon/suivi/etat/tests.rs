//! Ce que chaque événement change au suivi, sans fichier, sans thread et sans terminal.

use super::super::pages;
use super::*;
use crate::cours::Etape;
use crate::modele::message::Message;
use crate::modele::resultat::{ResultatTest, Verdict};

/// Deux exercices d'une étape, le suivi au premier.
fn etat() -> (Etat, Instant) {
    let exercice = |nom: &str| {
        let etape = Etape {
            numero: 1,
            titre: "attendre".to_owned(),
            tests: vec!["etape1::un".to_owned()],
        };
        Exercice::fictif(nom, vec![etape])
    };
    let exercices = vec![exercice("exo29"), exercice("exo30")];
    let cours = Cours {
        racine: "/nulle/part".into(),
        cible: "/nulle/part".into(),
        exercices,
    };
    let lecon = Lecon::lire(
        "## Étape 1 · a\n### Indices\n<details>\n<summary>a</summary>\n\nb\n\n</details>\n",
    );
    let etat = Etat::new(Arc::new(cours), vec![lecon; 2], None, true);
    (etat, Instant::now())
}

fn lu(texte: &str) -> Evenement {
    Evenement::Lu(Ok(texte.to_owned()))
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
    let suivre = |rang, avant| Effet::Suivre { rang, avant };
    let effets = etat.recevoir(juge(&etat, Verdict::Reussi), t);
    assert_eq!(effets, [Effet::Remonter, suivre(1, Some(0))]);
    assert!(etat.annonces[0].contains("exo29 est terminé"));
    assert_eq!(etat.recevoir(Evenement::LuDAvant(Ok("a".into())), t), []);
    let effets = etat.recevoir(Evenement::LuDAvant(Ok("b".into())), t);
    assert_eq!(effets, [suivre(0, None)]);
    etat.recevoir(lu("b"), t);
    etat.recevoir(juge(&etat, Verdict::Reussi), t);
    etat.recevoir(lu("c"), t);
    etat.recevoir(juge(&etat, Verdict::Reussi), t);
    assert!(etat.page == Page::Fin, "tout est acquis");
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
    for (avancer, rang) in [(true, 1), (true, 0), (false, 1)] {
        let effets = etat.recevoir(voisin(avancer), t);
        assert_eq!(
            effets,
            [Effet::Suivre { rang, avant: None }, Effet::Dessiner]
        );
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
fn ce_que_l_essai_attend_s_affiche_tant_qu_il_dure() {
    let (mut etat, t) = etat();
    let attente = || Evenement::Attente("Cargo compile".into());
    assert_eq!(etat.recevoir(attente(), t), [], "aucun essai n'attend");
    etat.recevoir(lu("a"), t);
    assert_eq!(etat.recevoir(attente(), t), [Effet::Dessiner]);
    let ecran = |etat: &Etat| pages::texte(etat, 80, t + Duration::from_secs(3));
    assert!(ecran(&etat).contains("Cargo compile… 3 s"));
    etat.recevoir(juge(&etat, echec()), t);
    assert!(!ecran(&etat).contains("Cargo compile"));
    let rate = Evenement::Rendu(Err(anyhow::anyhow!("pas d'éditeur")));
    assert_eq!(etat.recevoir(rate, t), [Effet::Dessiner]);
    assert_eq!(etat.remarque.as_deref(), Some("pas d'éditeur"));
}
