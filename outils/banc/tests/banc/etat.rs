//! Où en est un appel interrogé à la main.

use std::time::Duration;

use banc::{Appel, Etat, mener, ms};
use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

use crate::outils::sous_le_banc;

fn nom<T>(etat: &Etat<T>) -> &'static str {
    match etat {
        Etat::Pret(_) => "prêt",
        Etat::Attend => "attend",
        Etat::Boucle => "boucle",
    }
}

/// Se réveille toutes les `pause`, sans fin.
async fn guetter(pause: Duration) {
    loop {
        sleep(pause).await;
    }
}

#[test]
fn un_appel_fini_rend_sa_valeur_meme_s_il_a_cede_son_tour() {
    sous_le_banc(async {
        let mut appel = Appel::en_boite(async {
            yield_now().await;
            7
        });
        assert!(matches!(appel.interroger().await, Etat::Pret(7)));
    });
}

#[test]
fn un_appel_qui_cede_sans_cesse_n_attend_rien() {
    sous_le_banc(async {
        let mut appel = Appel::en_boite(async {
            loop {
                yield_now().await;
            }
        });
        let etat: Etat<()> = appel.interroger().await;
        assert_eq!(nom(&etat), "boucle");
    });
}

#[test]
fn interroger_ne_fait_pas_passer_le_temps() {
    sous_le_banc(async {
        let depart = Instant::now();
        let mut appel = Appel::en_boite(sleep(ms(10)));
        assert_eq!(nom(&appel.interroger().await), "attend");
        assert_eq!(depart.elapsed(), Duration::ZERO);
    });
}

/// Vérifie où en est cet appel, vingt heures plus tard. Un test n'a que vingt-quatre heures.
fn exiger_apres_vingt_heures(appel: impl Future<Output = ()> + 'static, attendu: &'static str) {
    sous_le_banc(async move {
        let etat = Appel::en_boite(appel).patienter().await;
        assert_eq!(nom(&etat), attendu);
    });
}

#[test]
fn patienter_distingue_une_attente_d_un_guet() {
    exiger_apres_vingt_heures(std::future::pending(), "attend");
    for secondes in [1, 60, 3000] {
        exiger_apres_vingt_heures(guetter(Duration::from_secs(secondes)), "boucle");
    }
    // Une seule longue pause n'est pas un guet.
    let longue = async { sleep(Duration::from_secs(15 * 3600 + 1)).await };
    exiger_apres_vingt_heures(longue, "prêt");
}

#[test]
fn patienter_voit_venir_ce_qui_etait_attendu() {
    sous_le_banc(async {
        let (emetteur, recepteur) = oneshot::channel();
        let mut appel = Appel::en_boite(recepteur);
        assert_eq!(nom(&appel.interroger().await), "attend");
        emetteur.send(7).unwrap();
        assert!(matches!(appel.patienter().await, Etat::Pret(Ok(7))));
    });
}

#[test]
fn mener_rend_ce_qui_a_fini_dans_l_ordre() {
    sous_le_banc(async {
        let (bloque, jamais) = oneshot::channel::<u32>();
        let appels = vec![
            Appel::en_boite(async {
                sleep(ms(30)).await;
                1
            }),
            Appel::en_boite(async { jamais.await.unwrap_or(0) }),
            Appel::en_boite(async { 3 }),
        ];
        assert_eq!(mener(appels).await, [Some(1), None, Some(3)]);
        drop(bloque);
    });
}
