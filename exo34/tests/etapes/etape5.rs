//! Étape 5 : `ecouter` note tout ce qui est dit, compte ce qu'un retard lui a fait perdre, et finit quand le canal se ferme
//! ou que l'arrêt est donné.

use std::future::pending;
use std::task::Poll;
use std::thread;

use banc::taches_ou_threads::{laisser, pas_a_pas, pousser, souffler};
use banc::{Boite, Sonde, comparer, echec, exiger, exiger_egal, ms, sans_panique};
use tokio::sync::{broadcast, watch};

use crate::commun_aux_etapes::expliquer;
use crate::{Journal, ecouter}; // chaque nom est fixé par l'énoncé

const PISTE_AGITE: &str = "quand l'émetteur de l'arrêt est parti, `changed` et `wait_for` rendent `Err` tout de suite, et \
    chaque fois : la boucle qui les attend encore tourne à vide. De même de `recv` quand le canal est fermé, et de \
    `try_recv` en boucle";
const PISTE_FERMETURE: &str = "`RecvError::Closed` dit que plus personne ne parlera : c'est la fin, même si aucun arrêt n'a \
    été donné. Le motif `Ok(…) = rx.recv()` d'un `select!` ne la voit pas passer";
const PISTE_DEJA_DONNE: &str = "`changed` n'attend que la valeur suivante : un arrêt donné avant l'appel, il ne le verra \
    jamais. Regarde d'abord la valeur (`borrow`), ou attends-la avec `wait_for`, qui commence par là ; et l'arrêt vu, \
    lis ce qui est déjà là, sans attendre la fermeture";
const PISTE_SILENCE: &str = "l'arrêt doit réveiller l'écoute à lui seul : s'il n'est regardé qu'après un message, il attend \
    le suivant, qui ne viendra peut-être jamais ; et une fois donné, on lit ce qui attend déjà, sans rien attendre d'autre";
const PISTE_PARTI: &str = "un émetteur qui dit `true`, puis s'en va, a donné l'arrêt : la valeur reste là, et `borrow` la montre, \
    quand `has_changed` ne rend plus qu'une erreur. Son départ n'efface pas ce qu'il a dit";
const PISTE_RETARD: &str = "`RecvError::Lagged(n)` n'est pas la fin : `n` messages sont perdus pour cet auditeur-ci, le \
    `recv` suivant rend le plus ancien qui reste. Ajoute `n` à `perdus`, et continue ; de même de `try_recv`";
const PISTE_EN_ATTENTE: &str = "ce qui a été dit avant l'arrêt attend encore dans le canal : lis-le (`try_recv`) avant de \
    rendre le journal, sans t'arrêter à un `Lagged`";

#[allow(dead_code, reason = "seuls comptent les types de la consigne")]
fn signature(
    rx: broadcast::Receiver<String>,
    arret: watch::Receiver<bool>,
    journal: Journal,
) -> impl Future<Output = Journal> {
    let Journal { messages, perdus } = journal;
    let _: (Vec<String>, u64) = (messages, perdus);
    ecouter(rx, arret) // signature fixée : async fn ecouter(rx: broadcast::Receiver<String>, arret: watch::Receiver<bool>) -> Journal
}

/// Le canal, ce qui y a été dit, et un appel d'`ecouter` que le test fait avancer lui-même.
struct Ecoute {
    tx: Option<broadcast::Sender<String>>,
    arret: Option<watch::Sender<bool>>,
    dits: Vec<String>,
    appel: Sonde<Boite<'static, Journal>>,
}

impl Ecoute {
    /// Un appel qui n'a pas commencé, sur un canal qui retient les `places` derniers messages.
    fn new(places: usize) -> Self {
        let (tx, rx) = broadcast::channel(places);
        let (arret, vu) = watch::channel(false);
        Ecoute {
            tx: Some(tx),
            arret: Some(arret),
            dits: Vec::new(),
            appel: appeler(rx, vu),
        }
    }

    /// Dit `combien` messages de plus, sans laisser l'auditeur avancer.
    fn dire(&mut self, combien: usize) {
        for _ in 0..combien {
            // Deux fois le même message, et un message vide, sont des messages.
            let message = match self.dits.len() {
                rang @ 2..5 => format!("message {}", rang / 2),
                5 => String::new(),
                rang => format!("message {rang}"),
            };
            if let Some(tx) = &self.tx {
                let _ = tx.send(message.clone());
            }
            self.dits.push(message);
        }
    }

    /// Laisse l'auditeur lire ce qu'il y a, et dit s'il a fini. Un thread, s'il y en a un, a un temps réel pour lire.
    async fn avancer(&mut self) -> Poll<Journal> {
        for _ in 0..40 {
            let etat = pousser(&mut self.appel, PISTE_AGITE).await;
            if etat.is_ready() || self.tx.as_ref().is_none_or(|tx| tx.is_empty()) {
                return etat;
            }
            souffler(ms(5)).await;
        }
        Poll::Pending
    }

    /// De même, quand rien ne doit l'avoir fait finir, fût-ce après une heure de silence.
    async fn exiger_qu_il_ecoute(&mut self, piste: &str) {
        let mut etat = self.avancer().await;
        if etat.is_pending() {
            let silence = Box::pin(pending::<()>());
            laisser(silence, ms(3_600_000), ms(20)).await;
            etat = self.avancer().await;
        }
        exiger!(
            etat.is_pending(),
            "`ecouter` écoute tant que le canal est ouvert et que l'arrêt n'est pas `true`",
            "elle a rendu {etat:?}",
            "{piste}"
        );
    }

    /// Le journal d'un appel qui doit finir. Un thread a une fraction de seconde pour y aider : assez, et une machine chargée
    /// reste loin du chien de garde.
    async fn conclure(&mut self, piste: &str) -> Journal {
        for _ in 0..60 {
            if let Poll::Ready(journal) = pousser(&mut self.appel, PISTE_AGITE).await {
                return journal;
            }
            souffler(ms(5)).await;
        }
        laisser(Box::pin(pending::<()>()), ms(3_600_000), ms(20)).await;
        exiger!(
            self.appel.sonder().is_pending(),
            "le future se termine dès qu'il n'a plus rien à attendre",
            "c'est un minuteur de Tokio qui l'a fait finir",
            "n'attends pas un délai avant de réessayer (`sleep`, `interval`) : un message, ou l'arrêt, réveille au bon moment"
        );
        echec!("le future se termine", "il attend toujours", "{piste}")
    }

    /// Donne cette valeur à l'arrêt. L'émetteur d'un `watch` bloque son thread tant que quelqu'un emprunte la valeur.
    fn publier(&self, valeur: bool) {
        let Some(arret) = self.arret.clone() else {
            return;
        };
        let (fini, donne) = std::sync::mpsc::sync_channel(1);
        thread::spawn(move || {
            let _ = arret.send(valeur);
            drop(arret);
            let _ = fini.send(());
        });
        exiger!(
            donne.recv_timeout(ms(5000)).is_ok(),
            "l'arrêt se donne pendant que `ecouter` attend",
            "`send` sur le `watch` attend toujours que la valeur lui soit rendue",
            "`borrow` et `wait_for` rendent un emprunt de la valeur, qui empêche de la changer : copie le `bool` \
             (`*arret.borrow()`) et ne garde pas l'emprunt pendant un `.await`"
        );
    }
}

fn appeler(
    rx: broadcast::Receiver<String>,
    arret: watch::Receiver<bool>,
) -> Sonde<Boite<'static, Journal>> {
    let appel = sans_panique(Box::pin(ecouter(rx, arret)), |panique| {
        expliquer(
            panique,
            "`ecouter` ne panique ni d'un retard, ni d'une fermeture, ni du départ de l'émetteur de l'arrêt",
            "`unwrap` sur `recv`, `changed` ou `wait_for` fait une panique de ce qui n'est pas une panne : un retard \
             (`Lagged`), la fermeture (`Closed`), un émetteur parti",
        )
    });
    pas_a_pas(appel)
}

/// Exige que le journal tienne ces messages, et ce nombre de messages perdus, de tout ce qui a été dit.
#[track_caller]
fn exiger_journal(
    dits: &[String],
    journal: &Journal,
    messages: &[String],
    perdus: u64,
    piste: &str,
) {
    if entendu_plus_tot(dits, journal, messages) {
        return;
    }
    comparer(
        &journal.messages,
        messages,
        "ce que l'auditeur a pu entendre, dans l'ordre",
        piste,
    );
    exiger_egal!(
        journal.perdus,
        perdus,
        "le nombre de messages perdus (`perdus`)",
        "{PISTE_RETARD}"
    );
}

/// Un thread écoute peut-être pendant que le test parle, et en perd moins : tout est alors entendu ou compté, et rien ne
/// manque de ce qui devait être entendu.
fn entendu_plus_tot(dits: &[String], journal: &Journal, messages: &[String]) -> bool {
    let contient = |longue: &[String], courte: &[String]| {
        let mut longue = longue.iter();
        courte
            .iter()
            .all(|message| longue.any(|autre| autre == message))
    };
    dits.len() as u64 == journal.messages.len() as u64 + journal.perdus
        && contient(dits, &journal.messages)
        && contient(&journal.messages, messages)
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn tout_ce_qui_est_dit_est_note_jusqu_a_la_fermeture() {
    let mut ecoute = Ecoute::new(64);
    // Avant l'appel, pendant, et juste avant la fermeture.
    ecoute.dire(3);
    for combien in [4, 0, 1] {
        ecoute
            .exiger_qu_il_ecoute(
                "un canal vide n'est pas un canal fermé, même après un long silence",
            )
            .await;
        ecoute.dire(combien);
    }
    ecoute.tx = None;
    let journal = ecoute.conclure(PISTE_FERMETURE).await;
    exiger_journal(
        &ecoute.dits,
        &journal,
        &ecoute.dits,
        0,
        "chaque message est noté, tel quel, une fois pour chaque fois qu'il est dit, y compris ceux qui attendaient avant \
         l'appel (`resubscribe` les saute) et ceux d'avant la fermeture",
    );
    let mut muet = Ecoute::new(1);
    muet.tx = None;
    let journal = muet.conclure(PISTE_FERMETURE).await;
    exiger_egal!(
        journal,
        Journal::default(),
        "le journal d'un canal où personne n'a rien dit",
        "rien d'entendu, rien de perdu"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_auditeur_en_retard_compte_ce_qu_il_a_perdu_et_continue() {
    let mut ecoute = Ecoute::new(4);
    // Deux retards, et entre eux un message entendu à temps.
    for combien in [310, 1, 7] {
        ecoute.dire(combien);
        ecoute.exiger_qu_il_ecoute(PISTE_RETARD).await;
    }
    // Le dernier retard est lu sur un canal déjà fermé.
    ecoute.dire(6);
    ecoute.tx = None;
    let journal = ecoute.conclure(PISTE_FERMETURE).await;
    let entendus = [
        &ecoute.dits[306..311],
        &ecoute.dits[314..318],
        &ecoute.dits[320..],
    ]
    .concat();
    exiger_journal(&ecoute.dits, &journal, &entendus, 306 + 3 + 2, PISTE_RETARD);
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_arret_deja_donne_est_obei() {
    // Comme valeur de départ, puis publié avant que cet auditeur s'abonne, puis par un émetteur parti depuis.
    for (depart, emetteur_parti) in [(true, false), (false, false), (true, true)] {
        let mut ecoute = Ecoute::new(8);
        let (tx, rx) = broadcast::channel(8);
        let (arret, _) = watch::channel(depart);
        arret.send_replace(true);
        ecoute.appel = appeler(rx, arret.subscribe());
        ecoute.tx = Some(tx);
        ecoute.arret = Some(arret).filter(|_| !emetteur_parti);
        ecoute.dire(3);
        let journal = ecoute.conclure(PISTE_DEJA_DONNE).await;
        exiger_journal(&ecoute.dits, &journal, &ecoute.dits, 0, PISTE_EN_ATTENTE);
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_arret_donne_pendant_un_silence_est_obei_tout_de_suite() {
    // Son émetteur reste, ou part aussitôt, avant que l'auditeur ait pu regarder.
    for (avant, parti, piste) in [
        (0, false, PISTE_SILENCE),
        (2, false, PISTE_SILENCE),
        (2, true, PISTE_PARTI),
    ] {
        let mut ecoute = Ecoute::new(8);
        ecoute.dire(avant);
        ecoute
            .exiger_qu_il_ecoute("rien n'a encore dit d'arrêter")
            .await;
        ecoute.publier(true);
        if parti {
            ecoute.arret = None;
        }
        let journal = ecoute.conclure(piste).await;
        exiger_journal(&ecoute.dits, &journal, &ecoute.dits, 0, PISTE_EN_ATTENTE);
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_arret_donne_pendant_que_les_messages_arrivent_est_obei() {
    let mut ecoute = Ecoute::new(64);
    for _ in 0..5 {
        ecoute.dire(1);
        let etat = ecoute.avancer().await;
        exiger!(
            etat.is_pending(),
            "`ecouter` écoute tant que l'arrêt n'est pas `true`",
            "elle a rendu {etat:?}",
            "un message entendu n'est pas une raison de finir"
        );
    }
    ecoute.publier(true);
    for _ in 0..100 {
        ecoute.dire(1);
        // Un thread, s'il y en a un, a un instant pour voir l'arrêt.
        souffler(ms(2)).await;
        let Poll::Ready(journal) = ecoute.avancer().await else {
            continue;
        };
        let combien = journal.messages.len().max(5).min(ecoute.dits.len());
        let piste = PISTE_EN_ATTENTE;
        let dits = &ecoute.dits[..combien];
        return exiger_journal(dits, &journal, dits, 0, piste);
    }
    echec!(
        "l'arrêt est obéi même quand les messages se suivent",
        "cent messages plus tard, `ecouter` écoute encore",
        "l'arrêt n'est regardé que dans les silences (un délai autour de `recv`, par exemple), ou pas du tout : attends-le \
         en même temps que le message suivant"
    )
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn ce_qui_attendait_a_l_arret_est_note() {
    // L'auditeur attendait déjà, ou n'a pas commencé ; il est à jour, ou en retard. Moins de messages que Tokio n'en laisse
    // recevoir d'une traite (128) : ce qu'il advient alors d'un `recv` interrogé à la main n'est pas la leçon.
    for (deja_la, places) in [(false, 64), (true, 64), (false, 16), (true, 16)] {
        let mut ecoute = Ecoute::new(places);
        if deja_la {
            ecoute
                .exiger_qu_il_ecoute("rien n'a encore dit d'arrêter")
                .await;
        }
        ecoute.dire(40);
        ecoute.publier(true);
        let journal = ecoute.conclure(PISTE_SILENCE).await;
        let perdus = 40_usize.saturating_sub(places);
        exiger_journal(
            &ecoute.dits,
            &journal,
            &ecoute.dits[perdus..],
            perdus as u64,
            PISTE_EN_ATTENTE,
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_emetteur_de_l_arret_parti_n_arrete_rien_et_ne_coute_rien() {
    const PISTE: &str = "l'`Err` de `changed` ou de `wait_for` dit que l'émetteur de l'arrêt est parti, non que l'arrêt est \
        donné : il ne viendra plus, et il ne reste qu'à écouter jusqu'à la fermeture";
    // Parti avant l'appel, ou pendant.
    for deja_la in [false, true] {
        let mut ecoute = Ecoute::new(8);
        if deja_la {
            ecoute.exiger_qu_il_ecoute(PISTE).await;
        }
        ecoute.arret = None;
        for _ in 0..2 {
            ecoute.exiger_qu_il_ecoute(PISTE).await;
            ecoute.dire(2);
        }
        ecoute.exiger_qu_il_ecoute(PISTE).await;
        // Un retard n'arrête pas davantage celui qui n'attend plus d'arrêt.
        ecoute.dire(11);
        ecoute.exiger_qu_il_ecoute(PISTE_RETARD).await;
        ecoute.tx = None;
        let journal = ecoute.conclure(PISTE_FERMETURE).await;
        let entendus = [&ecoute.dits[..4], &ecoute.dits[7..]].concat();
        exiger_journal(&ecoute.dits, &journal, &entendus, 3, PISTE);
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn publier_false_n_arrete_rien() {
    let mut ecoute = Ecoute::new(8);
    for _ in 0..3 {
        ecoute.publier(false);
        ecoute
            .exiger_qu_il_ecoute(
                "`changed` dit que la valeur a été publiée de nouveau, non qu'elle est `true` : regarde-la",
            )
            .await;
        ecoute.dire(1);
    }
    ecoute.publier(true);
    let journal = ecoute.conclure(PISTE_SILENCE).await;
    exiger_journal(&ecoute.dits, &journal, &ecoute.dits, 0, PISTE_EN_ATTENTE);
    // Ni le départ de l'émetteur, après un `false`.
    let mut ecoute = Ecoute::new(8);
    ecoute.exiger_qu_il_ecoute("rien n'a été publié").await;
    ecoute.publier(false);
    ecoute.exiger_qu_il_ecoute("`false` n'arrête rien").await;
    ecoute.arret = None;
    ecoute
        .exiger_qu_il_ecoute("le départ de l'émetteur de l'arrêt n'est pas un `true`, même s'il a publié un `false` avant")
        .await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_auditeurs_ont_chacun_leur_journal() {
    // D'abord un seul : un compte faux n'est pas celui d'un autre.
    let mut seul = Ecoute::new(4);
    seul.dire(6);
    seul.tx = None;
    let journal = seul.conclure(PISTE_FERMETURE).await;
    exiger_journal(&seul.dits, &journal, &seul.dits[2..], 2, PISTE_RETARD);
    let (mut premier, mut second) = (Ecoute::new(4), Ecoute::new(4));
    for (au_premier, au_second) in [(6, 1), (1, 7)] {
        premier.dire(au_premier);
        second.dire(au_second);
        for ecoute in [&mut premier, &mut second] {
            ecoute.exiger_qu_il_ecoute(PISTE_RETARD).await;
        }
    }
    premier.publier(true);
    second.tx = None;
    let (journal, autre) = (
        premier.conclure(PISTE_SILENCE).await,
        second.conclure(PISTE_FERMETURE).await,
    );
    let entendus = [&second.dits[..1], &second.dits[4..]].concat();
    exiger!(
        entendu_plus_tot(&premier.dits, &journal, &premier.dits[2..])
            && entendu_plus_tot(&second.dits, &autre, &entendus),
        "deux auditeurs notent et comptent chacun ce qu'ils ont entendu et perdu, l'un 2 messages sur 7, l'autre 3 sur 8",
        "{journal:?} et {autre:?}",
        "seul, un auditeur compte juste : ce qu'un appel note et compte n'est qu'à lui, et rien n'en est `static`"
    );
}
