use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::bail;

use super::*;
use crate::cours::{Etape, Exercice};
use crate::modele::message::Message;
use crate::modele::resultat::{Cause, Resultat, ResultatTest, Signalement};

fn notee(verdict: Verdict) -> Notee {
    let etape = Etape {
        numero: 1,
        titre: "une".into(),
        tests: vec!["etape1::un".into()],
    };
    let exercice = Exercice::fictif("exo29", vec![etape]);
    let test = ResultatTest::sans_duree(1, "etape1::un", verdict);
    let resultat = Resultat::de_tests(&exercice, Vec::new(), vec![test]);
    (resultat, Vec::new())
}

fn message(texte: &str) -> Message {
    Message {
        texte: texte.into(),
        ..Message::default()
    }
}

fn diagnostic(message: &str) -> Diagnostic {
    Diagnostic {
        erreur: true,
        code: None,
        message: message.into(),
        fichier: None,
        ligne: None,
        colonne: None,
        rendu: message.into(),
    }
}

/// Combien de fois une note est calculée, en la demandant à ces mémoires sous ces empreintes.
fn calculs(demandes: &[(&Memoire, &str)], notee: &Notee) -> usize {
    let calculs = AtomicUsize::new(0);
    for (memoire, empreinte) in demandes {
        let noter = || {
            calculs.fetch_add(1, Ordering::Relaxed);
            Ok(notee.clone())
        };
        assert_eq!(&memoire.note(empreinte, noter).unwrap(), notee);
    }
    calculs.into_inner()
}

#[test]
fn la_meme_reponse_n_est_notee_qu_une_fois_et_d_un_lot_a_l_autre() {
    let dossier = tempfile::tempdir().unwrap();
    let reussie = notee(Verdict::Reussi);
    let premiere = Memoire::durable(dossier.path()).unwrap();
    // Ce qui rate n'est pas gardé.
    premiere
        .note("a", || bail!("le disque est plein"))
        .unwrap_err();
    let demandes = [(&premiere, "a"), (&premiere, "a"), (&premiere, "b")];
    assert_eq!(calculs(&demandes, &reussie), 2);
    let seconde = Memoire::durable(dossier.path()).unwrap();
    assert_eq!(calculs(&[(&seconde, "a"), (&seconde, "b")], &reussie), 0);
    // Celle d'un lot ne croit pas ce qu'une autre a signé.
    let d_un_lot = Memoire::d_un_lot(dossier.path()).unwrap();
    let demandes = [(&d_un_lot, "a"), (&d_un_lot, "a")];
    assert_eq!(calculs(&demandes, &reussie), 1);
}

#[test]
fn deux_demandes_a_la_fois_ne_notent_qu_une_fois_ce_qui_se_garde() {
    let dossier = tempfile::tempdir().unwrap();
    let memoire = Memoire::d_un_lot(dossier.path()).unwrap();
    for (nom, verdict, attendu) in [
        ("stable", Verdict::Reussi, 1),
        ("figee", Verdict::Fige(Message::default()), 8),
    ] {
        let (notee, calculs) = (notee(verdict), AtomicUsize::new(0));
        std::thread::scope(|portee| {
            for _ in 0..8 {
                portee.spawn(|| {
                    let noter = || {
                        calculs.fetch_add(1, Ordering::Relaxed);
                        Ok(notee.clone())
                    };
                    memoire.note(nom, noter).unwrap();
                });
            }
        });
        assert_eq!(calculs.into_inner(), attendu, "{nom}");
    }
}

#[test]
fn une_note_abimee_deplacee_ou_forgee_ne_compte_pas() {
    let dossier = tempfile::tempdir().unwrap();
    let memoire = Memoire::durable(dossier.path()).unwrap();
    let ratee = notee(Verdict::Echoue(message("raté")));
    assert_eq!(calculs(&[(&memoire, "a")], &ratee), 1);
    let fichier = memoire.fichier("a");
    let bonne = std::fs::read(&fichier).unwrap();

    let relire = |octets: &[u8]| {
        std::fs::write(&fichier, octets).unwrap();
        memoire.lire("a")
    };
    assert_eq!(relire(&bonne), Some(ratee.clone()));
    for taille in [0, 1, SIGNATURE - 1, SIGNATURE, bonne.len() - 1] {
        assert_eq!(relire(&bonne[..taille]), None, "{taille} octets");
    }
    for octet in 0..bonne.len() {
        let mut fausse = bonne.clone();
        fausse[octet] ^= 1;
        assert_eq!(relire(&fausse), None, "octet {octet}");
    }
    // Une autre note, signée d'un autre secret, ou la bonne sous un autre nom.
    let ailleurs = tempfile::tempdir().unwrap();
    let autre = Memoire::durable(ailleurs.path()).unwrap();
    autre.ranger("a", &notee(Verdict::Reussi)).unwrap();
    assert_eq!(relire(&std::fs::read(autre.fichier("a")).unwrap()), None);
    std::fs::write(memoire.fichier("b"), &bonne).unwrap();
    assert_eq!(memoire.lire("b"), None);
    // Et la réponse est alors notée, puis gardée de nouveau.
    assert_eq!(calculs(&[(&memoire, "a"), (&memoire, "a")], &ratee), 1);
}

#[test]
#[cfg(unix)]
fn le_dossier_n_est_qu_a_celui_qui_note() {
    use std::os::unix::fs::PermissionsExt;
    let dossier = tempfile::tempdir().unwrap();
    let memoire = dossier.path().join("memoire");
    std::fs::create_dir(&memoire).unwrap();
    std::fs::set_permissions(&memoire, std::fs::Permissions::from_mode(0o777)).unwrap();
    Memoire::durable(&memoire).unwrap();
    let mode = memoire.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn ce_qui_tient_a_la_machine_ou_au_temps_ne_se_garde_pas() {
    let m = Message::default;
    let sortie = |cause| Verdict::Interrompu {
        cause,
        message: m(),
    };
    for (verdict, stable) in [
        (Verdict::Reussi, true),
        (Verdict::Absent, true),
        (Verdict::Echoue(message("attendu 1, observé 2")), true),
        (
            Verdict::Echoue(message("Too many open files (os error 24)")),
            false,
        ),
        (Verdict::Fige(m()), false),
        (
            Verdict::NonPasse {
                raison: String::new(),
            },
            false,
        ),
        (sortie(Cause::Signal(9)), false),
        (sortie(Cause::Sortie(0)), false),
        (sortie(Cause::Abandon), false),
    ] {
        assert_eq!(est_stable(&notee(verdict.clone())), stable, "{verdict:?}");
    }
    let empechee = |empechement| {
        let mut notee = notee(Verdict::Absent);
        notee.0.empechement = Some(empechement);
        est_stable(&notee)
    };
    let raison = String::new;
    let refusee = |texte: &str| {
        let erreurs = vec![diagnostic(texte)];
        empechee(Empechement::NeCompilePas { erreurs })
    };
    assert!(refusee("mismatched types"));
    assert!(!refusee("linking with `cc` failed: exit status: 1"));
    assert!(!refusee("internal compiler error: unexpected panic"));
    assert!(!empechee(Empechement::CompilationInterrompue {
        raison: raison()
    }));
    assert!(!empechee(Empechement::Sabotage { raison: raison() }));
    assert!(!empechee(Empechement::Refuse {
        infractions: Vec::new()
    }));
    // Ce qui est à regarder se regarde chaque fois.
    let mut signalee = notee(Verdict::Reussi);
    signalee.1.push(Signalement {
        exercice: "exo29".into(),
        ligne: None,
        regle: "processus".into(),
        raison: "x".into(),
    });
    assert!(!est_stable(&signalee));
    let mut survivante = notee(Verdict::Reussi);
    survivante.0.tests[0].survivants = 1;
    assert!(!est_stable(&survivante));
}
