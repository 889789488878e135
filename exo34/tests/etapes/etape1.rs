//! Étape 1 : `produire` envoie les nombres de 0 à n-1, et s'arrête au premier envoi refusé ; `consommer` rassemble tout ce
//! qui arrive, jusqu'à la fermeture du canal.

use std::future::poll_fn;
use std::time::{Duration, Instant};

use banc::taches_ou_threads::{
    PATIENCE, aboutir, ceder, conclure, laisser_passer_des_heures, pas_a_pas, pousser,
    pousser_des_heures,
};
use banc::texte::nombre;
use banc::{Boite, Sonde, comparer, echec, exiger, exiger_egal, pendant, sans_panique, vider};
use tokio::sync::mpsc::{self, Receiver, Sender};

use crate::commun_aux_etapes::expliquer;
use crate::{consommer, produire}; // chaque nom est fixé par l'énoncé

const PISTE_EMETTEUR: &str = "le canal reste ouvert tant qu'un émetteur vit : `produire` doit lâcher le \
    sien en finissant, sans le garder ni le confier à une tâche qui dure";
const PISTE_ENVOI: &str = "au premier envoi refusé, c'est fini : le récepteur ne reviendra pas, et la \
    boucle qui ignore l'erreur continue d'envoyer dans le vide";
const PISTE_AGITE: &str = "réessayer en boucle (`try_send` ou `try_recv` avec `yield_now`) occupe le \
    thread pour rien : `send` et `recv` savent attendre";
const PISTE_FERMETURE: &str = "`recv` rend `None` quand tous les émetteurs sont partis et que le canal \
    est vide : c'est le moment de rendre ce qui a été reçu";

#[allow(dead_code, reason = "seuls comptent les types de la consigne")]
fn signatures(tx: Sender<u32>, rx: Receiver<u32>) {
    fn rend<T>(_: impl Future<Output = T>) {}
    rend::<()>(produire(tx, 0_u32)); // signature fixée : async fn produire(tx: mpsc::Sender<u32>, n: u32)
    rend::<Vec<u32>>(consommer(rx)); // signature fixée : async fn consommer(rx: mpsc::Receiver<u32>) -> Vec<u32>
}

/// Un appel de `produire` que le test fait avancer lui-même.
struct Production {
    sonde: Sonde<Boite<'static, ()>>,
    finie: bool,
}

impl Production {
    fn new(tx: Sender<u32>, n: u32) -> Self {
        let appel = sans_panique(Box::pin(produire(tx, n)), |panique| {
            expliquer(
                panique,
                "`produire` s'arrête sans bruit, sans paniquer",
                "un lecteur parti n'est pas une panne : pas de `unwrap` ni de `expect` sur l'envoi, et attention à \
                 `n - 1` quand `n` vaut 0",
            )
        });
        Production {
            sonde: pas_a_pas(appel),
            finie: false,
        }
    }

    /// Avance jusqu'à n'avoir plus rien à faire.
    async fn avancer(&mut self) {
        if !self.finie {
            self.finie = pousser(&mut self.sonde, PISTE_AGITE).await.is_ready();
        }
    }

    /// Le nombre suivant ; la production avance pendant l'attente, car c'est peut-être l'horloge qui la fera envoyer.
    async fn recevoir(&mut self, rx: &mut Receiver<u32>) -> Option<u32> {
        let suivant = poll_fn(|cx| {
            self.finie = self.finie || self.sonde.sonder().is_ready();
            rx.poll_recv(cx)
        });
        aboutir(suivant, PISTE_EMETTEUR).await
    }

    async fn finir(mut self, piste: &str) {
        if !self.finie {
            conclure(&mut self.sonde, piste).await;
        }
    }
}

/// Trois messages pour une place, et personne ne lit : `produire` doit attendre.
async fn exiger_qu_il_attende() {
    let (tx, mut rx) = mpsc::channel(1);
    let mut production = Production::new(tx, 3);
    production.avancer().await;
    if !production.finie {
        return;
    }
    let mut recus = 0;
    for _ in 0..10 {
        while rx.try_recv().is_ok() {
            recus += 1;
        }
        ceder().await;
    }
    exiger!(
        recus < 3,
        "`produire` finit une fois tout envoyé",
        "il a déjà fini, alors que des messages attendent encore une place",
        "une tâche lancée par `spawn` continue sans toi : l'envoi se fait dans `produire` lui-même, qui attend chaque place"
    );
    echec!(
        "avec une seule place, `produire` attend le lecteur avant le deuxième message",
        "il a déjà fini, et des messages sont perdus",
        "`send` sans `.await` n'envoie rien, et `try_send` n'attend pas : quand le canal est plein, il échoue et le message est perdu"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn produire_envoie_les_nombres_de_zero_a_n_moins_un() {
    for n in [1, 2, 5] {
        let (tx, mut rx) = mpsc::channel(8);
        let deux = pendant(vider(&mut rx), produire(tx, n));
        let recus = aboutir(deux, PISTE_EMETTEUR).await;
        let nombres = nombre(n as usize, "nombre", "nombres");
        exiger!(
            !recus.is_empty(),
            "`produire(tx, {n})` envoie {nombres}",
            "aucun nombre n'est arrivé",
            "`send` ne fait que préparer un future : sans `.await`, rien ne part"
        );
        exiger!(
            !recus.iter().copied().eq(1..=n),
            "`produire(tx, {n})` envoie de 0 à {n} exclu",
            "{recus:?}",
            "le premier nombre est 0, et `n` lui-même n'est pas envoyé"
        );
        exiger_egal!(
            recus,
            (0..n).collect::<Vec<u32>>(),
            "ce que `produire(tx, {n})` envoie",
            "les nombres de 0 à n-1, chacun une fois, dans l'ordre"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn produire_zero_nombre_n_envoie_rien() {
    let (tx, mut rx) = mpsc::channel(1);
    Production::new(tx, 0).finir(PISTE_EMETTEUR).await;
    let recus = aboutir(vider(&mut rx), PISTE_EMETTEUR).await;
    exiger_egal!(
        recus,
        Vec::<u32>::new(),
        "ce que `produire(tx, 0)` envoie",
        "avec n = 0, il n'y a pas de dernier nombre : une plage qui exclut sa fin le sait déjà"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn produire_attend_un_lecteur_lent_sans_rien_perdre() {
    exiger_qu_il_attende().await;
    let (tx, mut rx) = mpsc::channel(1);
    let mut production = Production::new(tx, 40);
    let mut recus = Vec::new();
    while recus.len() < 40 {
        production.avancer().await;
        if recus.len() == 1 {
            laisser_passer_des_heures().await;
            production.avancer().await;
        }
        let Some(nombre) = production.recevoir(&mut rx).await else {
            break;
        };
        recus.push(nombre);
    }
    production.finir(PISTE_EMETTEUR).await;
    recus.extend(aboutir(vider(&mut rx), PISTE_EMETTEUR).await);
    comparer(
        &recus,
        &(0..40).collect::<Vec<u32>>(),
        "ce qu'un lecteur lent reçoit de `produire(tx, 40)`, une place dans le canal",
        "chaque envoi attend qu'il y ait de la place, aussi longtemps qu'il le faut, puis le suivant part : \
         rien ne se perd, rien ne se double",
    );
}

/// Après `lus` nombres, le lecteur part ; rend le temps réel que `produire` met à finir.
async fn quitter_apres(lus: u32, n: u32) -> Duration {
    let (tx, mut rx) = mpsc::channel(1);
    let mut production = Production::new(tx, n);
    for attendu in 0..lus {
        production.avancer().await;
        let deja_lus = nombre(attendu as usize, "nombre lu", "nombres lus");
        exiger!(
            !production.finie,
            "`produire` continue tant que le lecteur est là",
            "il a fini après {deja_lus}",
            "un canal plein n'est pas un canal fermé : seule l'erreur de `send` dit que le lecteur est parti"
        );
        let recu = production.recevoir(&mut rx).await;
        exiger_egal!(
            recu,
            Some(attendu),
            "le nombre suivant",
            "les nombres arrivent de 0 en montant, sans trou"
        );
    }
    drop(rx);
    let depart = Instant::now();
    production.finir(PISTE_ENVOI).await;
    depart.elapsed()
}

/// Un envoi refusé ne rend pas la main au runtime : la boucle qui continue ne se voit qu'au temps qu'elle prend,
/// et ce temps grandit avec le nombre d'envois. Des essais de plus en plus longs, et toujours trop : ce n'est
/// pas le fait d'une machine chargée, et la boucle la plus longue reste loin du chien de garde.
async fn exiger_l_arret(lus: u32) {
    exiger_qu_il_attende().await;
    let (mut arrete, mut ecoule) = (false, Duration::ZERO);
    for milliers in [400, 800, 1600] {
        // Assez vu : sur une machine très chargée, les essais suivants mèneraient au chien de garde.
        if arrete || ecoule > PATIENCE {
            break;
        }
        // Un vingtième de microseconde par envoi : la boucle en demande plusieurs, l'arrêt aucun.
        let assez = Duration::from_micros(50) * milliers;
        let duree = quitter_apres(lus, 1000 * milliers).await;
        arrete = duree < assez;
        ecoule += duree;
    }
    exiger!(
        arrete,
        "`produire` s'arrête au premier envoi refusé",
        "il continue longtemps après le départ du lecteur",
        "{PISTE_ENVOI}"
    );
    quitter_apres(lus, u32::MAX).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn produire_s_arrete_au_premier_envoi_refuse() {
    exiger_l_arret(0).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn produire_s_arrete_quand_le_lecteur_part_en_route() {
    exiger_l_arret(3).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn consommer_rassemble_ce_qui_attendait_dans_le_canal() {
    let (tx, rx) = mpsc::channel(8);
    for nombre in [7, 7, 0, u32::MAX] {
        let _ = tx.try_send(nombre);
    }
    drop(tx);
    let recus = aboutir(consommer(rx), PISTE_FERMETURE).await;
    let attendus = [7, 7, 0, u32::MAX];
    let piste = if recus.is_empty() {
        "un canal fermé se vide d'abord : `None` ne vient qu'après le dernier message"
    } else if attendus.starts_with(&recus) {
        "un canal fermé se vide d'abord, et seul `None` dit la fin : aucun nombre, pas même 0, n'en est le signal"
    } else {
        "chaque message est rendu tel qu'il est arrivé : ni trié, ni compté une seule fois, ni mis de côté"
    };
    exiger_egal!(
        recus,
        attendus,
        "ce que le canal contenait quand ses émetteurs sont partis",
        "{piste}"
    );
    let (tx, rx) = mpsc::channel(10_000);
    for nombre in 0..10_000 {
        let _ = tx.try_send(nombre);
    }
    drop(tx);
    comparer(
        &aboutir(consommer(rx), PISTE_FERMETURE).await,
        &(0..10_000).collect::<Vec<u32>>(),
        "tout ce qu'un grand canal contenait quand son émetteur est parti",
        "c'est la fermeture qui arrête la réception, et non un nombre de messages choisi d'avance",
    );
    let (tx, rx) = mpsc::channel(1);
    drop(tx);
    let recus = aboutir(consommer(rx), PISTE_FERMETURE).await;
    exiger_egal!(
        recus,
        Vec::<u32>::new(),
        "ce qu'il y a dans un canal où personne n'a rien envoyé",
        "rien reçu, rien rendu"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn consommer_attend_le_depart_de_tous_les_emetteurs() {
    let (tx, rx) = mpsc::channel(4);
    let clones = [tx.clone(), tx.clone(), tx];
    let mut sonde = pas_a_pas(consommer(rx));
    for (rang, tx) in (0..).zip(clones) {
        let etat = pousser_des_heures(&mut sonde, PISTE_AGITE).await;
        exiger!(
            etat.is_pending(),
            "`consommer` attend tant qu'il reste un émetteur",
            "il a fini avec {etat:?} alors que le canal est encore ouvert",
            "un canal vide n'est pas un canal fermé : `try_recv`, un délai, un `recv` unique ou un `close` \
             s'arrêtent trop tôt"
        );
        let _ = tx.try_send(rang);
    }
    let recus = conclure(&mut sonde, PISTE_FERMETURE).await;
    exiger_egal!(
        recus,
        [0, 1, 2],
        "les messages des trois émetteurs",
        "tout ce qui arrive est gardé, dans l'ordre d'arrivée"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn produire_et_consommer_se_relaient_sur_une_seule_place() {
    let (tx, rx) = mpsc::channel(1);
    let deux = pendant(consommer(rx), produire(tx, 300));
    let recus = aboutir(deux, PISTE_FERMETURE).await;
    comparer(
        &recus,
        &(0..300).collect::<Vec<u32>>(),
        "ce que `consommer` reçoit de `produire(tx, 300)`",
        "chaque nombre passe une fois, dans l'ordre, aussi petit que soit le canal",
    );
}
