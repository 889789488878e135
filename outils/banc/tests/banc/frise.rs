//! La frise : ce que les témoins ont vu, et comment elle le dessine.

use std::future::pending;
use std::time::Duration;

use banc::frise::{COLONNES, Fin, LIGNES, Ligne, Periode, dessiner, separer};
use banc::{
    Boite, Jauge, Metronome, Patience, Temoin, attraper, chronometrer, ensemble, finir,
    lancer_sous, ms, nommer,
};
use tokio::time::{sleep, timeout};

use crate::outils::{echec_de, enfant_de, role, sous_le_banc};

const fn s(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// Un future de ce nom, qui court de `debut` à `fin`.
fn ligne(nom: &str, debut: Duration, fin: Fin) -> Ligne {
    Ligne {
        nom: nom.to_owned(),
        section: false,
        naissance: Duration::ZERO,
        periodes: vec![Periode { debut, fin }],
        mort: None,
        ailleurs: false,
    }
}

fn finie(nom: &str, debut: Duration, fin: Duration) -> Ligne {
    ligne(nom, debut, Fin::Atteinte(fin))
}

/// Un future de ce nom, que personne n'a interrogé.
fn jamais(nom: &str) -> Ligne {
    Ligne {
        periodes: Vec::new(),
        ..finie(nom, Duration::ZERO, Duration::ZERO)
    }
}

/// La frise, dont aucune ligne ne dépasse.
fn frise(temoins: &[Ligne], appel: Option<&Ligne>) -> Vec<String> {
    let lignes = dessiner(temoins, appel);
    for ligne in &lignes {
        assert!(ligne.chars().count() <= COLONNES, "trop longue : {ligne}");
        assert_eq!(ligne.trim_end(), ligne);
    }
    lignes
}

#[test]
fn l_un_apres_l_autre_ne_se_dessine_pas_comme_ensemble() {
    assert_eq!(
        frise(
            &[finie("a", s(0), s(100)), finie("b", s(100), s(400))],
            None
        ),
        [
            "    a  ├█████████┤                               0 → 100 s",
            "    b            ├████████████████████████████┤  100 → 400 s",
        ]
    );
    assert_eq!(
        frise(&[finie("a", s(0), s(100)), finie("b", s(0), s(300))], None),
        [
            "    a  ├█████████████┤                             0 → 100 s",
            "    b  ├████████████████████████████████████████┤  0 → 300 s",
        ]
    );
}

#[test]
fn fini_annule_en_attente_et_jamais_interroge_se_distinguent() {
    let lache = Ligne {
        mort: Some(s(100)),
        ..jamais("e")
    };
    let ailleurs = Ligne {
        ailleurs: true,
        ..jamais("f")
    };
    assert_eq!(
        frise(
            &[
                finie("a", s(0), s(100)),
                ligne("b", s(0), Fin::Annulee(s(100))),
                ligne("c", s(50), Fin::Attendue),
                jamais("d"),
                lache,
                ailleurs,
            ],
            None
        ),
        [
            "    a  ├██████████████████████████┤      0 → 100 s",
            "    b  ├██████████████████████████╳      0 → 100 s, annulé",
            "    c                ├████████████████…  attend depuis 50 s",
            "    d  · · · · · · · · · · · · · · · ·   jamais interrogé",
            "    e  · · · · · · · · · · · · · ·╳      jamais interrogé",
            "    f                                    sur un autre thread",
        ]
    );
}

#[test]
fn une_panique_se_dessine_a_sa_facon() {
    assert_eq!(
        frise(
            &[
                ligne("a", s(0), Fin::Paniquee(s(100))),
                ligne("b", s(0), Fin::Annulee(s(100))),
                ligne("c", s(50), Fin::Paniquee(s(50))),
            ],
            None
        ),
        [
            "    a  ├███████████████████████████████✗  0 → 100 s, panique",
            "    b  ├███████████████████████████████╳  0 → 100 s, annulé",
            "    c                  ✗                  à 50 s, panique",
        ]
    );
}

#[test]
fn un_instant_se_voit() {
    let sections = Ligne {
        section: true,
        periodes: [10, 20, 40]
            .map(|n| Periode {
                debut: ms(n),
                fin: Fin::Atteinte(ms(n)),
            })
            .to_vec(),
        ..jamais("signaux")
    };
    let aucune = Ligne {
        section: true,
        ..jamais("tics")
    };
    assert_eq!(
        frise(
            &[
                finie("travail", ms(0), ms(45)),
                finie("rien", ms(0), ms(0)),
                ligne("annulé", ms(45), Fin::Annulee(ms(45))),
                sections,
                aucune,
            ],
            None
        ),
        [
            "    travail  ├█████████████████████████┤  0 → 45 ms",
            "    rien     │                            à 0 ms",
            "    annulé                             ╳  à 45 ms, annulé",
            "    signaux        │     │          │     3 fois, 10 → 40 ms",
            "    tics                                  jamais",
        ]
    );
}

#[test]
fn sans_rien_a_voir_elle_ne_dessine_rien() {
    let pret = finie("a", s(0), s(0));
    assert!(frise(&[], None).is_empty());
    assert!(frise(&[], Some(&finie("l'appel", s(0), s(5)))).is_empty());
    assert!(frise(&[pret.clone(), pret], None).is_empty());
    assert_eq!(frise(&[jamais("a")], None).len(), 1);
}

#[test]
fn l_attente_de_l_appel_se_montre_si_elle_apprend_quelque_chose() {
    let temoins = [finie("a", s(0), s(100)), finie("b", s(0), s(300))];
    let montre =
        |temoins: &[Ligne], appel: &Ligne| frise(temoins, Some(appel)).len() == temoins.len() + 1;
    assert!(!montre(&temoins, &finie("l'appel", s(0), s(300))));
    assert!(montre(&temoins, &finie("l'appel", s(0), s(350))));
    let attend = ligne("l'appel", s(0), Fin::Attendue);
    assert!(montre(&temoins, &attend));
    assert!(!montre(&[ligne("a", s(0), Fin::Attendue)], &attend));
}

#[test]
fn au_dela_de_six_les_plus_parlants_sont_dessines_et_les_autres_comptes() {
    let mut cent: Vec<Ligne> = (0..100)
        .map(|n| finie(&format!("tâche {n}"), s(0), s(10)))
        .collect();
    cent[40] = finie("tâche 40", s(0), s(60));
    cent[50] = ligne("tâche 50", s(0), Fin::Attendue);
    cent[70] = ligne("tâche 70", s(0), Fin::Annulee(s(5)));
    cent[80] = jamais("tâche 80");
    let lignes = frise(&cent, None);
    let noms: Vec<&str> = lignes
        .iter()
        .map(|ligne| ligne[4..].split("  ").next().unwrap_or_default())
        .collect();
    assert_eq!(
        noms,
        [
            "tâche 0",
            "tâche 1",
            "tâche 40",
            "tâche 50",
            "tâche 70",
            "tâche 80",
            "… et 94 autres"
        ]
    );
    // Avec l'appel, toujours six.
    let lignes = frise(&cent, Some(&finie("l'appel", s(0), s(70))));
    assert_eq!(lignes.len(), LIGNES + 1);
    assert!(
        lignes[LIGNES - 1].starts_with("    l'appel "),
        "{lignes:#?}"
    );
    assert_eq!(lignes[LIGNES], "    … et 95 autres");
    assert_eq!(frise(&cent[..7], None)[LIGNES], "    … et 1 autre");
    assert_eq!(frise(&cent[..6], None).len(), LIGNES);
}

#[test]
fn une_ligne_sans_nom_reste_une_ligne() {
    let lignes = frise(&[finie("", s(0), s(1)), finie("abc", s(0), s(1))], None);
    let message = format!(
        "  attendu : a\n  observé : b\n  piste   : c\n{}",
        lignes.join("\n")
    );
    assert_eq!(
        separer(&message).1.map(|frise| frise.lines().count()),
        Some(2)
    );
}

#[test]
fn au_dela_de_six_on_voit_encore_comment_ils_s_enchainent() {
    let noms = |temoins: &[Ligne]| -> String {
        let lignes = frise(temoins, None);
        let noms = lignes.iter().map(|ligne| ligne.split_whitespace().next());
        noms.map(Option::unwrap_or_default).collect()
    };
    // L'un après l'autre : le début de la suite, et sa fin.
    let suite = |n: u64| finie(&n.to_string(), s(n), s(n + 1));
    assert_eq!(noms(&(0..10).map(suite).collect::<Vec<_>>()), "012349…");
    // Par lots de huit : un de chaque lot.
    let lots = |n: u64| finie(&n.to_string(), s(n / 8), s(n / 8 + 1));
    assert_eq!(noms(&(0..40).map(lots).collect::<Vec<_>>()), "0816243239…");
}

#[test]
fn toutes_les_durees_ont_la_meme_unite_et_aucune_ne_deborde() {
    assert_eq!(
        frise(&[finie("a", s(0), ms(1)), finie("b", s(0), s(3600))], None),
        [
            "    a  │                                         0 → 0,001 s",
            "    b  ├██████████████████████████████████████┤  0 → 3600 s",
        ]
    );
    let micros = Duration::from_micros;
    assert_eq!(
        frise(
            &[finie("a", s(0), micros(1)), finie("b", micros(1), s(3600))],
            None
        ),
        [
            "    a  │                                  0 → 0,001 ms",
            "    b  ├███████████████████████████████┤  0,001 → 3600000 ms",
        ]
    );
    assert_eq!(
        frise(
            &[finie("a", s(0), s(3600)), finie("b", s(3600), s(7200))],
            None
        )[1],
        "    b                        ├████████████████████┤  1 → 2 h"
    );
    let immenses = [
        finie("a", s(0), Duration::MAX),
        finie("b", ms(1), Duration::MAX / 2),
        ligne("c", Duration::MAX, Fin::Annulee(Duration::MAX)),
        ligne("d", Duration::MAX / 3, Fin::Attendue),
    ];
    let lignes = frise(&immenses, None);
    assert!(
        lignes[0].ends_with("  0 → une durée immense"),
        "{lignes:#?}"
    );
}

#[test]
fn un_nom_long_est_coupe_et_un_accent_ne_decale_rien() {
    let longs = [
        finie(&"é".repeat(40), s(0), s(1)),
        finie("lièvre", s(0), s(2)),
    ];
    assert_eq!(
        frise(&longs, None),
        [
            "    ééééééééééééééé…  ├█████████████┤                0 → 1 s",
            "    lièvre            ├███████████████████████████┤  0 → 2 s",
        ]
    );
}

/// Un appel qui fait attendre ces deux futures l'un après l'autre.
async fn sequentiel(a: Boite<'_, ()>, b: Boite<'_, ()>) {
    a.await;
    b.await;
}

fn pause(nom: &str, n: u64) -> Boite<'static, ()> {
    nommer(nom, Box::pin(async move { sleep(ms(n)).await }))
}

fn refuser() {
    banc::exiger!(false, "a", "b", "c");
}

#[test]
fn elle_suit_le_diagnostic_d_un_test_sur_l_horloge_virtuelle() {
    let message = echec_de(|| {
        sous_le_banc(async {
            let _ = chronometrer(finir(sequentiel(pause("a", 10), pause("b", 30)), "p")).await;
            refuser();
        });
    });
    assert_eq!(
        message,
        "  attendu : a\n  observé : b\n  piste   : c\n    \
         a  ├█████████┤                                0 → 10 ms\n    \
         b            ├█████████████████████████████┤  10 → 40 ms"
    );
}

#[test]
fn elle_ne_montre_que_le_dernier_appel() {
    let message = echec_de(|| {
        sous_le_banc(async {
            for n in [10, 20, 30] {
                let deux = ensemble(vec![pause("a", n), pause("b", 5)]);
                let _ = Patience::new("p").attendre(deux).await;
            }
            refuser();
        });
    });
    let (_, frise) = separer(&message);
    let frise = frise.expect("une frise");
    assert_eq!(frise.lines().count(), 2, "{frise}");
    assert!(frise.contains("0 → 30 ms"), "{frise}");
}

#[test]
fn un_appel_abandonne_et_un_metronome_s_y_voient() {
    let message = echec_de(|| {
        sous_le_banc(async {
            let _metronome = Metronome::lancer(ms(20));
            let (jauge, sans_fin) = (Jauge::nommee("sections"), Temoin::nomme("sans fin"));
            let appel = async {
                let _section = jauge.entrer();
                sans_fin.autour(pending::<()>()).await;
            };
            let _ = timeout(ms(50), Patience::new("p").attendre(appel)).await;
            refuser();
        });
    });
    let (_, frise) = separer(&message);
    assert_eq!(
        frise.expect("une frise"),
        "    métronome            │        │       2 fois, 20 → 40 ms\n    \
         sections   ├███████████████████████┤  0 → 50 ms\n    \
         sans fin   ├███████████████████████╳  0 → 50 ms, annulé"
    );
}

async fn paniquer(n: u64) {
    sleep(ms(n)).await;
    std::panic::panic_any(n);
}

#[test]
fn une_panique_n_est_pas_une_annulation() {
    let message = echec_de(|| {
        sous_le_banc(async {
            // Lâché à l'instant de sa panique, celui d'une tâche, d'un groupe, ou gardé par qui l'attrape : c'est elle qui
            // compte.
            let tache = lancer_sous("tâche", paniquer(10));
            let gardee = nommer("gardée", Box::pin(paniquer(20)));
            let mut gardee = Box::pin(attraper(gardee));
            assert!(gardee.as_mut().await.is_err());
            let groupe = ensemble(vec![
                pause("voisine", 60),
                nommer("b", Box::pin(paniquer(20))),
            ]);
            assert!(attraper(groupe).await.is_err());
            assert!(tache.await.is_err());
            refuser();
        });
    });
    let (_, frise) = separer(&message);
    assert_eq!(
        frise.expect("une frise"),
        "    tâche    ├█████✗                     0 → 10 ms, panique\n    \
         gardée   ├████████████✗              0 → 20 ms, panique\n    \
         voisine               ├███████████╳  20 → 40 ms, annulé\n    \
         b                     ├███████████✗  20 → 40 ms, panique"
    );
}

#[test]
fn une_section_qu_une_panique_interrompt_n_est_pas_finie() {
    let message = echec_de(|| {
        sous_le_banc(async {
            let jauge = Jauge::nommee("sections");
            let appel = async {
                drop(jauge.entrer());
                let _section = jauge.entrer();
                paniquer(20).await;
            };
            assert!(attraper(appel).await.is_err());
            refuser();
        });
    });
    let frise = separer(&message).1.expect("une frise");
    assert!(frise.contains('✗') && !frise.contains('┤'), "{frise}");
}

#[test]
fn un_future_interroge_a_la_main_n_a_pas_la_frise_du_precedent() {
    let message = echec_de(|| {
        sous_le_banc(async {
            finir(pause("a", 10), "p").await;
            let mut sonde = banc::Sonde::new(pending::<()>());
            assert!(sonde.sonder().is_pending());
            refuser();
        });
    });
    assert_eq!(separer(&message), (&*message, None));
    // Nommé, il a la sienne.
    let message = echec_de(|| {
        sous_le_banc(async {
            finir(pause("a", 10), "p").await;
            let mut sonde = banc::Sonde::new(nommer("b", Box::pin(pending::<()>())));
            assert!(sonde.sonder().is_pending());
            refuser();
        });
    });
    let frise = separer(&message).1.expect("une frise");
    assert!(
        frise.starts_with("    b  ├") && frise.lines().count() == 1,
        "{frise}"
    );
}

#[test]
fn un_appel_qui_ne_finit_pas_attend_encore_quand_les_siens_ont_fini() {
    let message = echec_de(|| {
        sous_le_banc(async {
            let appel = async {
                pause("a", 10).await;
                pending::<()>().await;
            };
            finir(appel, "p").await;
        });
    });
    let (_, frise) = separer(&message);
    let frise = frise.expect("une frise");
    assert!(frise.contains("0 → 10 ms"), "{frise}");
    assert!(frise.contains("l'appel  ├"), "{frise}");
    assert!(frise.contains("…  attend depuis 0 ms"), "{frise}");
}

#[test]
fn sous_une_autre_horloge_il_n_y_en_a_pas() {
    let message = echec_de(|| {
        crate::outils::sans_runtime(|| {
            let mut sonde = banc::Sonde::new(nommer("a", Box::pin(pending::<()>())));
            assert!(sonde.sonder().is_pending());
            refuser();
        });
    });
    assert_eq!(separer(&message), (&*message, None));
}

#[test]
fn un_message_se_separe_de_sa_frise() {
    let diagnostic = "  attendu : a\n  observé : b\n  piste   : c";
    assert_eq!(separer(diagnostic), (diagnostic, None));
    assert_eq!(separer("autre chose\n    x"), ("autre chose\n    x", None));
    let message = format!("{diagnostic}\n    a  ├┤  0 → 1 s\n    … et 2 autres");
    let frise = "    a  ├┤  0 → 1 s\n    … et 2 autres";
    assert_eq!(separer(&message), (diagnostic, Some(frise)));
    // Le correcteur lit aussi ce qui vient avant et après.
    let sortie = format!("un mot\n{message}\n\nun autre\n    mot");
    let (avant, lue) = separer(&sortie);
    assert_eq!(lue, Some(frise));
    assert!(avant.starts_with("un mot\n") && avant.ends_with("piste   : c"));
    // Les causes habituelles du chien de garde sont plus en retrait.
    let garde = format!("{diagnostic}\n           · une cause ;\n");
    assert_eq!(separer(&garde), (&*garde, None));
}

/// Un test qui échoue après une attente à lui, dans le processus que lance le test plus bas.
async fn echouer(n: u64) {
    if role().as_deref() == Some("même constat") {
        pause("a", n).await;
        refuser();
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn etape9_a() {
    echouer(10).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn etape9_b() {
    echouer(20).await;
}

#[test]
fn le_meme_constat_ne_se_repete_pas_pour_une_autre_frise() {
    let issue = enfant_de("frise::etape9", "même constat", &[]);
    let sortie = String::from_utf8_lossy(&issue.stdout);
    assert_eq!(sortie.matches("0 → 10 ms").count(), 1, "{sortie}");
    assert_eq!(sortie.matches("même constat que").count(), 1, "{sortie}");
    assert!(!sortie.contains("20 ms"), "{sortie}");
}
