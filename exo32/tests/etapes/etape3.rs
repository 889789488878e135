//! Étape 3, `compter_les_tics` : les périodes entières jusqu'à l'arrêt, message ou perte de l'émetteur, suivi aussitôt.

use self::Arret::{Message, Perte};
use crate::commun_aux_etapes::{
    PISTE_A_LUI, PISTE_DERNIER_WAKER, dans, dans_35_ms, deja_interroge, exiger_le_calme,
    exiger_le_dernier_reveil, exiger_le_reveil, patience,
};
use crate::compter_les_tics; // nom fixé par l'énoncé
use banc::{
    Explication, ensemble, exiger, exiger_egal, lancer_sous, ms, nommer, sans_panique, texte,
};
use std::time::Duration;
use tokio::sync::oneshot;

/// Celle de la consigne, à la lettre : une réponse qui en demande davantage à ses arguments, ou rend un autre type, ne
/// compile pas.
#[allow(dead_code, reason = "seuls ses types comptent")]
fn signature(periode: Duration, arret: oneshot::Receiver<()>) -> impl Future<Output = u32> {
    compter_les_tics(periode, arret) // signature fixée : async fn compter_les_tics(periode: Duration, arret: oneshot::Receiver<()>) -> u32
}

const PISTE_AUCUN_TIC: &str = "un tic par période entière, du début à l'arrêt ; un nombre qu'une tâche `async move` \
    modifie est sa copie, et celui que tu rends n'a pas bougé ; et si tu mesures le temps, l'horloge de `std` ne suit pas \
    celle de Tokio : `tokio::time::Instant`, lui, la suit";

const PISTE_MOINS_UN: &str = "l'arrêt peut venir avant le premier tic, et zéro moins un n'existe pas en `u32` : ne \
    retire rien après coup, passe le tic immédiat avant de compter";

/// Ce qui arrête un compteur.
#[derive(Clone, Copy)]
enum Arret {
    Message,
    Perte,
}

impl Arret {
    fn arreter(self, emetteur: oneshot::Sender<()>) {
        match self {
            Message => {
                let _ = emetteur.send(());
            }
            Perte => drop(emetteur),
        }
    }

    fn nom(self) -> &'static str {
        match self {
            Message => "l'arrêt",
            Perte => "la perte de l'émetteur",
        }
    }

    /// La piste d'un compteur qu'il n'arrête pas.
    fn piste(self) -> &'static str {
        match self {
            Message => {
                "le message d'arrêt n'arrête pas le compteur : l'attends-tu en même temps que le tic ? Et un drapeau \
                 qu'une tâche `async move` lève est sa copie : celui que regarde la boucle ne change jamais"
            }
            Perte => {
                "la perte de l'émetteur arrête aussi le compteur : un récepteur rend alors `Err`, que le motif de la \
                 branche doit accepter"
            }
        }
    }
}

/// Lance un compteur, arrêté de cette façon au bout de `arret` ms. Rend son compte, et le temps qu'il a pris.
async fn compter(periode: u64, arret: u64, par: Arret) -> (u32, Duration) {
    let (emetteur, recepteur) = oneshot::channel();
    if arret == 0 {
        par.arreter(emetteur);
    } else {
        lancer_sous("arrêt", async move {
            dans(arret).await;
            par.arreter(emetteur);
        });
    }
    let attendu = format!(
        "un compte de tics, après {} au bout de {arret} ms",
        par.nom()
    );
    let appel = nommer(
        "compteur",
        Box::pin(compter_les_tics(ms(periode), recepteur)),
    );
    let appel = sans_panique(appel, |message| {
        let piste = if message.contains("called after complete") {
            "le récepteur a déjà donné sa réponse et il est attendu de nouveau : toute réponse, `Ok` ou `Err`, \
             arrête le compteur (une branche au motif `Ok(…)` laisse passer la perte de l'émetteur)"
        } else if message.contains("subtract with overflow") {
            PISTE_MOINS_UN
        } else {
            "ni le message d'arrêt ni la perte de son émetteur ne sont des erreurs"
        };
        let attendu = &attendu;
        Some(Explication { attendu, piste })
    });
    patience(par.piste()).attendre(appel).await
}

/// Juge le compte d'un compteur arrêté de cette façon au bout de `arret` ms.
async fn juger_tics(periode: u64, arret: u64, par: Arret) {
    let (compte, duree) = compter(periode, arret, par).await;
    let comment = par.nom();
    let temps = texte::duree(duree);
    exiger!(
        duree >= ms(arret),
        "périodes de {periode} ms : le compteur attend {comment}, au bout de {arret} ms",
        "il a rendu la main dès {temps}, avant l'arrêt (compte : {compte})",
        "après un tic, il faut continuer à attendre : une boucle, que seul l'arrêt termine"
    );
    exiger!(
        duree == ms(arret),
        "périodes de {periode} ms : {comment}, au bout de {arret} ms, est suivi aussitôt",
        "le compteur n'a rendu la main qu'au bout de {temps} (compte : {compte})",
        "l'arrêt tombe au milieu d'une période : il s'attend en même temps que le tic, pas entre deux tics"
    );
    let attendu = arret / periode;
    let tics = texte::nombre(attendu as usize, "tic", "tics");
    exiger!(
        u64::from(compte) != attendu + 1,
        "périodes de {periode} ms, {comment} au bout de {arret} ms : {tics}",
        "{compte}, un de trop",
        "seules les périodes entières comptent : le premier tic d'un `interval` est immédiat et n'en mesure \
         aucune, et la dernière, inachevée, ne compte pas"
    );
    exiger!(
        compte != 0 || attendu == 0,
        "périodes de {periode} ms, {comment} au bout de {arret} ms : {tics}",
        "0, aucun",
        "{PISTE_AUCUN_TIC}"
    );
    exiger!(
        u64::from(compte) == attendu,
        "périodes de {periode} ms, {comment} au bout de {arret} ms : {tics}",
        "{compte}",
        "un tic par période entière, du début à l'arrêt ; une horloge recréée à chaque tic prend du retard à chaque fois"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn seules_les_periodes_entieres_comptent() {
    for (periode, arret) in [(10, 35), (10, 19), (7, 100), (250, 1001), (40_000, 100_000)] {
        juger_tics(periode, arret, Message).await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn l_arret_est_suivi_au_milieu_d_une_periode() {
    // Au milieu de la première, de la troisième, et d'une période d'un an.
    for (periode, arret) in [(1000, 1), (1000, 2500), (365 * 24 * 3600 * 1000, 50)] {
        juger_tics(periode, arret, Message).await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_perte_de_l_emetteur_arrete_aussi() {
    // D'abord le message : ce qu'il n'arrête pas non plus n'est pas propre à la perte.
    juger_tics(10, 35, Message).await;
    for (periode, arret) in [(10, 35), (1000, 2500), (10, 4)] {
        juger_tics(periode, arret, Perte).await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_arret_deja_demande_donne_zero() {
    // Plusieurs fois : `select!` tire au sort la branche qu'il regarde d'abord.
    for par in [Message, Perte].repeat(32) {
        let (compte, duree) = compter(10, 0, par).await;
        let temps = texte::duree(duree);
        exiger!(
            duree.is_zero(),
            "un arrêt demandé avant l'appel est suivi aussitôt",
            "le compteur a attendu {temps}",
            "l'arrêt s'attend dès le début, en même temps que le premier tic"
        );
        exiger!(
            compte == 0,
            "un arrêt demandé avant l'appel donne 0 tic, chaque fois",
            "{compte}",
            "aucune période n'a pu passer : le premier tic d'un `interval` est immédiat, il ne mesure rien"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn l_arret_reveille_le_compteur_aussitot() {
    let (emetteur, recepteur) = oneshot::channel();
    dans_35_ms(|| emetteur.send(()));
    let appel = compter_les_tics(ms(10), recepteur);
    let (compte, duree) = patience(Message.piste()).attendre(appel).await;
    exiger_le_reveil(duree);
    exiger_egal!(
        compte,
        3,
        "le compte de tics de 10 ms en 35 ms",
        "{PISTE_AUCUN_TIC}"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn seul_le_dernier_a_interroger_l_appel_est_reveille() {
    let (emetteur, recepteur) = oneshot::channel();
    dans_35_ms(|| emetteur.send(()));
    let appel = deja_interroge(Box::pin(compter_les_tics(ms(1000), recepteur)));
    let (_, duree) = patience(PISTE_DERNIER_WAKER).attendre(appel).await;
    exiger_le_dernier_reveil(duree, ms(35));
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn rien_ne_tourne_encore_apres_le_retour() {
    for par in [Message, Perte] {
        juger_tics(10, 35, par).await;
        exiger_le_calme(
            "une tâche lancée par `tokio::spawn` vit seule : elle compte encore alors que l'arrêt est passé ; \
             arrête-la (`abort`), ou n'en lance pas : une boucle de `select!` suffit",
        )
        .await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_compteurs_comptent_ensemble_et_longtemps() {
    // D'abord seul : un compte déjà faux n'est pas celui d'un autre.
    for (periode, arret) in [(40, 4999), (3, 3001), (2, 1001)] {
        juger_tics(periode, arret, Message).await;
    }
    let comptes = ensemble(vec![compter(3, 3001, Message), compter(40, 4999, Message)]).await;
    let comptes = [comptes[0].0, comptes[1].0];
    exiger!(
        comptes == [1000, 124],
        "deux compteurs ensemble, de 3 ms en 3001 ms et de 40 ms en 4999 ms : 1000 et 124 tics",
        "{comptes:?}",
        "{PISTE_A_LUI}"
    );
}
