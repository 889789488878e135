//! Étape 2 : dans `collecter`, chaque producteur est une tâche, et la collecte finit d'elle-même, avec tous leurs messages.

use banc::aide::{Aide, observer};
use banc::taches_ou_threads::{aboutir, attendre};
use banc::{Boite, Explication, echec, ensemble, exiger, ms, sans_panique, sur_un_seul_thread};

use crate::collecter; // nom fixé par l'énoncé

const PISTE_COLLECTE: &str = "les producteurs sont attendus avant que le canal soit vidé, et eux attendent \
    qu'il y ait de la place : vide le canal pendant qu'ils envoient";

const PISTE_PREMIER: &str = "le premier émetteur (`tx`, d'où viennent les clones) vit encore : tant qu'il en reste \
    un, le canal ne se ferme pas et `recv` attend";

const PISTE_EFFACE: &str = "`broadcast` efface ce qui n'a pas été lu à temps (et `Lagged` n'est pas la fin), `watch` ne \
    retient que la dernière valeur ; un canal `mpsc` fait attendre l'envoi, et ne perd rien";

#[allow(dead_code, reason = "seuls comptent les types de la consigne")]
fn signature() -> impl Future<Output = Vec<(u32, u32)>> {
    collecter(0_u32, 0_u32) // signature fixée : async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)>
}

/// Un seul message ne remplit aucun canal : ce qui fige ici n'est pas le manque de place.
async fn exiger_une_fin() {
    let paires = aboutir(collecter(1, 1), PISTE_PREMIER).await;
    verifier(&paires, 1, 1);
}

/// Les messages de ce producteur, comme ils sont venus.
fn siens(paires: &[(u32, u32)], numero: u32) -> Vec<u32> {
    let siens = paires.iter().filter(|(origine, _)| *origine == numero);
    siens.map(|(_, message)| *message).collect()
}

/// Un canal qui efface rend les derniers messages d'un producteur, et pas les premiers.
fn exiger_que_rien_ne_s_efface(paires: &[(u32, u32)], producteurs: u32, messages: u32) {
    for numero in 0..producteurs {
        let siens = siens(paires, numero);
        let combien = siens.len();
        let dernier = messages.checked_sub(1);
        let les_derniers = dernier.is_some_and(|dernier| siens.contains(&dernier));
        exiger!(
            !les_derniers || siens.contains(&0) || combien >= messages as usize,
            "messages du producteur {numero} : {messages}",
            "{combien} : les derniers, et pas les premiers",
            "ce canal efface : {PISTE_EFFACE}"
        );
    }
}

fn verifier(paires: &[(u32, u32)], producteurs: u32, messages: u32) {
    let etranger = paires.iter().find(|(numero, _)| *numero >= producteurs);
    exiger!(
        etranger.is_none(),
        "des producteurs numérotés à partir de 0 ({producteurs} en tout)",
        "une paire venue d'ailleurs : {etranger:?}",
        "la paire est (numéro du producteur, message), et les deux comptent à partir de 0"
    );
    exiger_que_rien_ne_s_efface(paires, producteurs, messages);
    for numero in 0..producteurs {
        let siens = siens(paires, numero);
        let combien = siens.len();
        exiger!(
            !siens.is_empty() || messages == 0,
            "messages du producteur {numero} : {messages}",
            "aucun",
            "chaque producteur a sa tâche et son clone de l'émetteur ; un envoi sans `.await` n'envoie rien, un \
             `JoinSet` lâché arrête ses tâches, et un canal qui efface perd tout le reste : {PISTE_EFFACE}"
        );
        exiger!(
            siens.len() == messages as usize,
            "messages du producteur {numero} : {messages}",
            "{combien}",
            "`try_send` perd des messages quand le canal est plein, et s'arrêter avant la fermeture du canal \
             en laisse derrière"
        );
        let rang = (0..).zip(&siens).find(|(rang, message)| rang != *message);
        exiger!(
            rang.is_none(),
            "les messages du producteur {numero} dans l'ordre : 0, 1, 2…",
            "(rang, message) = {rang:?}",
            "un producteur envoie ses messages l'un après l'autre, depuis une seule tâche, à partir de 0"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn chaque_producteur_envoie_tous_ses_messages_dans_l_ordre() {
    exiger_une_fin().await;
    for (producteurs, messages) in [(1, 5), (3, 4), (5, 2)] {
        let paires = aboutir(collecter(producteurs, messages), PISTE_COLLECTE).await;
        verifier(&paires, producteurs, messages);
    }
}

async fn observer_une_collecte() -> Aide {
    observer(Box::pin(async { verifier(&collecter(3, 4).await, 3, 4) })).await
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_producteurs_sont_des_taches() {
    exiger_une_fin().await;
    let mut aide = observer_une_collecte().await;
    // Des threads, eux, peuvent tout avoir envoyé avant la première attente.
    for _ in 0..10 {
        if aide.taches > 0 || aide.reveille {
            break;
        }
        aide = observer_une_collecte().await;
    }
    exiger!(
        aide.taches > 0 || aide.a_attendu,
        "`collecter` attend ce que ses producteurs envoient",
        "elle rend tout sans jamais attendre : aucune autre tâche n'a pu s'exécuter",
        "chaque producteur est une tâche à lui (`spawn`), qui envoie pendant que `collecter` reçoit : remplir \
         la liste soi-même, ou le canal avant de le lire, ne fait rien avancer ensemble"
    );
    let taches = aide.taches;
    exiger!(
        taches > 0 || aide.reveille,
        "`collecter(3, 4)` lance trois tâches",
        "aucune : tout se passe dans celle de l'appelant",
        "`join!` et `select!` font avancer des futures ensemble, mais dans une seule et même tâche ; c'est `spawn` \
         qui en lance une autre"
    );
    exiger!(
        taches == 0 || taches >= 3,
        "`collecter(3, 4)` lance trois tâches, une par producteur",
        "nombre de tâches lancées : {taches}",
        "une seule tâche qui envoie pour tous ne fait rien avancer ensemble : c'est à chaque tour de la boucle sur \
         les producteurs qu'une tâche se lance"
    );
}

/// La dernière tâche lancée passe ici avant les autres.
#[banc::etape]
#[tokio::test]
async fn la_collecte_dure_jusqu_au_depart_du_dernier_producteur() {
    for (producteurs, messages) in [(1, 1), (3, 2), (5, 1), (2, 40)] {
        // Un seul message ne remplit aucun canal.
        let piste = if messages * producteurs == 1 {
            PISTE_PREMIER
        } else {
            PISTE_COLLECTE
        };
        let collecte = move || -> Boite<'static, Vec<(u32, u32)>> {
            Box::pin(collecter(producteurs, messages))
        };
        let Some(paires) = sur_un_seul_thread(collecte, ms(4000)).await else {
            echec!(
                "`collecter({producteurs}, {messages})` se termine, sur le seul thread d'un runtime à plusieurs threads",
                "elle attend toujours",
                "{piste}"
            )
        };
        exiger_que_rien_ne_s_efface(&paires, producteurs, messages);
        let (total, combien) = (producteurs * messages, paires.len());
        exiger!(
            combien == total as usize,
            "les {total} paires de `collecter({producteurs}, {messages})`, quand la dernière tâche lancée finit la \
             première",
            "nombre de paires : {combien}",
            "c'est la fermeture du canal (`None`) qui dit que tous les producteurs ont fini : en attendre un seul, le \
             dernier lancé par exemple, laisse les messages des autres derrière ; et un canal qui efface en perd : \
             {PISTE_EFFACE}"
        );
        verifier(&paires, producteurs, messages);
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn sans_producteur_ou_sans_message_la_collecte_finit_vide() {
    exiger_une_fin().await;
    for (producteurs, messages) in [(0, 0), (0, 5), (0, u32::MAX), (5, 0)] {
        let attendu = format!("`collecter({producteurs}, {messages})` rend une liste vide");
        let collecte = sans_panique(Box::pin(collecter(producteurs, messages)), |_| {
            Some(Explication {
                attendu: &attendu,
                piste: "une capacité calculée à partir des arguments peut valoir 0, ou déborder : la taille du canal \
                        n'a pas à dépendre du nombre de messages",
            })
        });
        let paires = aboutir(collecte, PISTE_COLLECTE).await;
        exiger!(
            paires.is_empty(),
            "`collecter({producteurs}, {messages})` ne rend rien",
            "{paires:?}",
            "sans producteur ou sans message, il n'y a rien à recevoir"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn beaucoup_de_messages_passent_par_un_canal_borne() {
    exiger_une_fin().await;
    let paires = aboutir(collecter(3, 1500), PISTE_COLLECTE).await;
    verifier(&paires, 3, 1500);
    let paires = aboutir(collecter(500, 2), PISTE_COLLECTE).await;
    verifier(&paires, 500, 2);
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_collectes_ensemble_ne_se_melangent_pas() {
    exiger_une_fin().await;
    // D'abord l'une, puis l'autre : une paire de trop n'est pas celle d'une autre collecte.
    for (producteurs, messages) in [(2, 30), (3, 20)] {
        let paires = aboutir(collecter(producteurs, messages), PISTE_COLLECTE).await;
        verifier(&paires, producteurs, messages);
    }
    let deux = ensemble(vec![collecter(2, 30), collecter(3, 20)]);
    let paires = aboutir(deux, PISTE_COLLECTE).await;
    let [une, autre] = [paires[0].len(), paires[1].len()];
    let etrangeres = paires[0].iter().filter(|(numero, _)| *numero >= 2).count();
    exiger!(
        une == 60 && autre == 60 && etrangeres == 0,
        "`collecter(2, 30)` et `collecter(3, 20)`, ensemble, rendent chacune ses 60 paires",
        "nombre de paires : {une} et {autre}, et la première en a {etrangeres} d'un producteur qu'elle n'a pas",
        "seule, chacune rend les siennes : une liste, ou un canal, commune à tous les appels (`static`) les mêle ; chaque \
         appel crée les siens"
    );
    verifier(&paires[0], 2, 30);
    verifier(&paires[1], 3, 20);
}

#[banc::etape]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn l_ordre_de_chacun_tient_aussi_sur_plusieurs_threads() {
    exiger_une_fin().await;
    for _ in 0..4 {
        let (paires, _) = attendre(collecter(4, 250), PISTE_COLLECTE).await;
        verifier(&paires, 4, 250);
    }
}
