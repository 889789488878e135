//! Étape 3 : `acteur` possède la table, sert les commandes une par une, dans l'ordre, et survit à ses clients.

use std::future::poll_fn;
use std::sync::Arc;

use banc::aide::{Repondants, observer};
use banc::taches_ou_threads::{aboutir, conclure, pas_a_pas, pousser_des_heures, reposer};
use banc::{Boite, echec, ensemble, exiger, exiger_egal, sans_panique};
use tokio::sync::{mpsc, oneshot};

use crate::commun_aux_etapes::expliquer;
use crate::{Commande, acteur}; // chaque nom est fixé par l'énoncé

const PISTE_REPONSE: &str = "l'acteur répond à chaque `Lire` dès qu'il la reçoit, sans attendre d'autres \
    commandes ni la fermeture du canal";
const PISTE_AGITE: &str = "réessayer en boucle (`try_recv` avec `yield_now`) occupe le thread pour rien : `recv` sait \
    attendre";
const PISTE_SUR_PLACE: &str = "Sers la commande dans la boucle, avant de recevoir la suivante : la table n'est alors qu'à une \
    tâche, et n'a besoin ni d'`Arc` ni de verrou";
const PISTE_FIN: &str = "quand tous les émetteurs sont partis et que le canal est vide, `recv` rend \
    `None` : l'acteur n'a plus rien à attendre, il finit";

#[allow(dead_code, reason = "seuls comptent les types de la consigne")]
fn signature(rx: mpsc::Receiver<Commande>, commande: Commande) -> impl Future<Output = ()> {
    match commande {
        Commande::Ecrire { cle, valeur } => {
            let _: [String; 2] = [cle, valeur];
        }
        Commande::Lire { cle, reponse } => {
            let _: (String, oneshot::Sender<Option<String>>) = (cle, reponse);
        }
    }
    acteur(rx) // signature fixée : async fn acteur(rx: mpsc::Receiver<Commande>)
}

async fn ecrire(tx: &mpsc::Sender<Commande>, cle: &str, valeur: &str) {
    let commande = Commande::Ecrire {
        cle: cle.into(),
        valeur: valeur.into(),
    };
    transmettre(tx, commande).await;
}

async fn transmettre(tx: &mpsc::Sender<Commande>, commande: Commande) {
    let envoi = tx.send(commande).await;
    exiger!(
        envoi.is_ok(),
        "l'acteur prend les commandes tant qu'il reste un émetteur",
        "son canal est fermé : il a déjà fini",
        "l'acteur sert une commande, puis la suivante : ni la première ni un client parti ne doit l'arrêter"
    );
}

/// Envoie la demande, et rend de quoi attendre la réponse.
async fn demander(tx: &mpsc::Sender<Commande>, cle: &str) -> oneshot::Receiver<Option<String>> {
    let (reponse, retour) = oneshot::channel();
    let cle = cle.into();
    transmettre(tx, Commande::Lire { cle, reponse }).await;
    retour
}

fn repondu<E>(retour: Result<Option<String>, E>) -> Option<String> {
    match retour {
        Ok(valeur) => valeur,
        Err(_) => echec!(
            "chaque `Lire` reçoit une réponse, `None` si la clé est inconnue",
            "le canal de la réponse a été lâché sans rien envoyer",
            "l'acteur répond dans tous les cas, un client parti ne l'arrête pas, et il sert aussi les commandes \
             déjà dans le canal quand les émetteurs s'en vont"
        ),
    }
}

async fn exiger_valeur(tx: &mpsc::Sender<Commande>, cle: &str, attendue: Option<&str>) {
    let retour = demander(tx, cle).await;
    let lue = repondu(retour.await);
    exiger_egal!(
        lue.as_deref(),
        attendue,
        "la valeur de {cle:?}",
        "`Ecrire` remplace la valeur de sa clé, `Lire` la copie sans la retirer, une clé inconnue donne `None`, et deux \
         textes qui diffèrent, fût-ce d'une majuscule ou d'un espace, sont deux clés, qu'aucune autre n'efface"
    );
}

/// L'acteur, dont une panique fait échouer le test.
fn jouer(rx: mpsc::Receiver<Commande>) -> Boite<'static, ()> {
    Box::pin(sans_panique(Box::pin(acteur(rx)), |panique| {
        expliquer(
            panique,
            "l'acteur survit à tous ses clients",
            "un client peut partir sans attendre sa réponse : `unwrap` sur l'envoi de la réponse tue l'acteur, et \
             tous les autres clients avec lui",
        )
    }))
}

/// Fait avancer l'acteur pendant que le client lui parle, puis exige que l'acteur finisse.
async fn avec_acteur(rx: mpsc::Receiver<Commande>, client: impl Future<Output = ()>) {
    avec_acteur_boite(jouer(rx), Box::pin(client)).await;
}

async fn avec_acteur_boite(mut acteur: Boite<'_, ()>, mut client: Boite<'_, ()>) {
    let mut fini = false;
    let ensemble = poll_fn(|cx| {
        fini = fini || acteur.as_mut().poll(cx).is_ready();
        client.as_mut().poll(cx)
    });
    aboutir(ensemble, PISTE_REPONSE).await;
    drop(client);
    if !fini {
        aboutir(acteur, PISTE_FIN).await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn lire_rend_la_derniere_valeur_ecrite() {
    let (tx, rx) = mpsc::channel(2);
    avec_acteur(rx, async move {
        exiger_valeur(&tx, "a", None).await;
        ecrire(&tx, "a", "1").await;
        ecrire(&tx, "b", "2").await;
        exiger_valeur(&tx, "a", Some("1")).await;
        exiger_valeur(&tx, "a", Some("1")).await;
        exiger_valeur(&tx, "b", Some("2")).await;
        ecrire(&tx, "a", "3").await;
        exiger_valeur(&tx, "a", Some("3")).await;
        exiger_valeur(&tx, "b", Some("2")).await;
        exiger_valeur(&tx, "", None).await;
        ecrire(&tx, "", "").await;
        exiger_valeur(&tx, "", Some("")).await;
        exiger_valeur(&tx, "A", None).await;
        // Une clé de plus, avec ses espaces, puis plus qu'une table que l'on bornerait à un compte rond.
        exiger_valeur(&tx, " a ", None).await;
        ecrire(&tx, " a ", " 4 ").await;
        for numero in 0..130 {
            ecrire(&tx, &format!("clé {numero}"), "v").await;
        }
        exiger_valeur(&tx, " a ", Some(" 4 ")).await;
        exiger_valeur(&tx, "a", Some("3")).await;
    })
    .await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_client_parti_sans_attendre_ne_tue_pas_l_acteur() {
    let (tx, rx) = mpsc::channel(8);
    avec_acteur(rx, async move {
        ecrire(&tx, "a", "1").await;
        for cle in ["a", "inconnue"] {
            drop(demander(&tx, cle).await);
            exiger_valeur(&tx, "a", Some("1")).await;
        }
    })
    .await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn l_acteur_dort_puis_finit_quand_tous_les_emetteurs_sont_partis() {
    let (tx, rx) = mpsc::channel(1);
    let clones = [tx.clone(), tx];
    let mut sonde = pas_a_pas(jouer(rx));
    for tx in clones {
        let etat = pousser_des_heures(&mut sonde, PISTE_AGITE).await;
        exiger!(
            etat.is_pending(),
            "l'acteur attend tant qu'il reste un émetteur",
            "il a déjà fini",
            "un canal vide n'est pas un canal fermé, même après un long silence : d'autres clients peuvent \
             encore écrire"
        );
        drop(tx);
    }
    conclure(&mut sonde, PISTE_FIN).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_commandes_deja_en_file_sont_servies_dans_l_ordre() {
    let (tx, rx) = mpsc::channel(8);
    let avant = demander(&tx, "a").await;
    ecrire(&tx, "a", "1").await;
    let pendant = demander(&tx, "a").await;
    ecrire(&tx, "a", "2").await;
    let apres = demander(&tx, "a").await;
    drop(tx);
    avec_acteur(rx, async move {
        let lues = [
            repondu(avant.await),
            repondu(pendant.await),
            repondu(apres.await),
        ];
        exiger_egal!(
            lues,
            [None, Some("1".to_owned()), Some("2".to_owned())],
            "trois lectures, une avant, une entre et une après deux écritures déjà en file",
            "les commandes se servent une par une, dans l'ordre du canal, même quand plus personne n'en envoie"
        );
    })
    .await;
}

/// Sur un seul thread, des tâches passent souvent dans l'ordre où elles sont lancées : c'est leur nombre qui les trahit. Des
/// threads, ce sont leurs réponses.
#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_commande_n_est_pas_une_tache() {
    let (tx, rx) = mpsc::channel(64);
    let repondants = Arc::new(Repondants::default());
    let mut lectures = Vec::new();
    for numero in 0..20 {
        // Deux commandes par clé.
        let cle = format!("clé {numero}");
        ecrire(&tx, &cle, "v").await;
        let mut lecture = demander(&tx, &cle).await;
        repondants.guetter(Box::pin(&mut lecture));
        lectures.push(lecture);
    }
    drop(tx);
    let taches = observer(jouer(rx)).await.taches;
    exiger!(
        taches < 30,
        "l'acteur sert quarante commandes lui-même, l'une après l'autre",
        "nombre de tâches qu'il a lancées : {taches}",
        "une tâche par commande les mélange, même quand un `Mutex` garde la table : rien ne dit laquelle passe la \
         première. {PISTE_SUR_PLACE}"
    );
    exiger!(
        taches <= 1,
        "l'acteur sert lui-même quarante commandes, de vingt clés",
        "nombre de tâches qu'il a lancées : {taches}",
        "une tâche par clé, ou quelques-unes que la clé désigne, se partagent la table, et leurs commandes ne se servent plus \
         dans l'ordre du canal. {PISTE_SUR_PLACE}"
    );
    // Un acteur qui laisse ses réponses à d'autres finit avant elles.
    for _ in 0..100 {
        if repondants.vus().1 == lectures.len() {
            break;
        }
        reposer().await;
    }
    let (threads, _) = repondants.vus();
    exiger!(
        threads <= 1,
        "l'acteur répond lui-même à vingt lectures, l'une après l'autre",
        "nombre de threads d'où viennent les réponses : {threads}",
        "un thread par commande (`thread::spawn`, `spawn_blocking`) les mélange, comme le ferait une tâche. {PISTE_SUR_PLACE}"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn beaucoup_de_clients_se_partagent_une_seule_place() {
    let (tx, rx) = mpsc::channel(1);
    let client = |numero: u32| {
        let tx = tx.clone();
        async move {
            let cle = format!("client {numero}");
            for tour in ["1", "2"] {
                ecrire(&tx, &cle, tour).await;
                exiger_valeur(&tx, &cle, Some(tour)).await;
            }
        }
    };
    let clients = (0..60).map(client).collect();
    drop(tx);
    avec_acteur(rx, async move {
        ensemble(clients).await;
    })
    .await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_acteurs_ont_chacun_leur_table() {
    let (tx, rx) = mpsc::channel(1);
    let (autre, autre_rx) = mpsc::channel(1);
    let clients = async move {
        ecrire(&tx, "a", "1").await;
        exiger_valeur(&autre, "a", None).await;
        ecrire(&autre, "a", "2").await;
        exiger_valeur(&tx, "a", Some("1")).await;
    };
    avec_acteur(rx, avec_acteur(autre_rx, clients)).await;
}

#[banc::etape]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn l_ordre_tient_aussi_sur_plusieurs_threads() {
    let (tx, rx) = mpsc::channel(64);
    let client = async move {
        for numero in 0..300 {
            let valeur = format!("{numero}");
            ecrire(&tx, "a", &valeur).await;
            exiger_valeur(&tx, "a", Some(&valeur)).await;
        }
    };
    avec_acteur(rx, client).await;
}
