//! Étape 4, `attendre_avec_limite` : jamais plus de futures à la fois que la limite, un autre dès que l'un finit, et plus
//! aucun quand l'appel est lâché.

use crate::attendre_avec_limite; // nom fixé par l'énoncé
use crate::commun_aux_etapes::{
    Colis, Envoi, PISTE_COMMUN, PISTE_PANIQUE, PISTE_SUIVANTS, colis, colis_dont,
    colis_dont_le_premier, exiger_dans_l_ordre, exiger_deux_appels_sans_gene, exiger_la_panique,
    exiger_le_vide, exiger_les_reveils, nomme, patience, patience_pour, s,
};
use banc::{
    Boite, Explication, Jauge, attraper, ensemble, exiger, message_de, ms, sans_panique, texte,
};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, sleep, timeout};

/// Celle de la consigne, à la lettre : une réponse qui en demande davantage à ses arguments, ou rend un autre type, ne
/// compile pas.
#[allow(dead_code, reason = "seuls ses types comptent")]
fn signature<T, F>(futures: Vec<F>, limite: usize) -> impl Future<Output = Vec<T>>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    attendre_avec_limite(futures, limite) // signature fixée : async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T> where F: Future<Output = T> + Send + 'static, T: Send + 'static
}

const PISTE_LIMITE: &str = "une place libérée n'est pas reprise, ou il n'y en a jamais eu : chaque future \
    qui finit doit en faire démarrer un autre";

/// Ce qui arrive aux futures d'un appel. Lequel de ceux qui attendent démarre d'abord est libre : la
/// durée d'un future ne dépend donc que du rang où il démarre, pas de son numéro.
struct Atelier {
    durees: Vec<u64>,
    depart: Instant,
    jauge: Jauge,
    demarrages: Mutex<Vec<f64>>,
    avancees: AtomicUsize,
}

impl Atelier {
    /// Ces durées sont en secondes.
    fn ouvrir(durees: &[u64]) -> Arc<Self> {
        Arc::new(Atelier {
            durees: durees.to_vec(),
            depart: Instant::now(),
            jauge: Jauge::new(),
            demarrages: Mutex::default(),
            avancees: AtomicUsize::new(0),
        })
    }

    /// Autant de futures que de durées ; celui qui démarre au rang k prend la k-ième.
    fn commander(self: &Arc<Self>) -> Vec<Envoi> {
        let mut envois = Vec::new();
        for numero in 0..self.durees.len() {
            let atelier = Arc::clone(self);
            let envoi = Box::pin(async move {
                let _en_cours = atelier.jauge.entrer();
                let duree = s(atelier.durees[atelier.demarrer()]);
                for _ in 0..4 {
                    sleep(duree / 4).await;
                    atelier.avancees.fetch_add(1, Ordering::SeqCst);
                }
                Colis(numero)
            });
            envois.push(nomme(numero, self.durees.len(), envoi));
        }
        envois
    }

    /// Note l'instant d'un démarrage, en secondes, et rend son rang.
    fn demarrer(&self) -> usize {
        let mut demarrages = self.demarrages.lock().expect("personne ne panique ici");
        demarrages.push(self.depart.elapsed().as_secs_f64());
        demarrages.len() - 1
    }

    fn demarrages(&self) -> Vec<f64> {
        let demarrages = self.demarrages.lock();
        demarrages.expect("personne ne panique ici").clone()
    }

    /// Combien de futures ont démarré, et combien de pas ils ont faits en tout.
    fn photo(&self) -> (usize, usize) {
        let avancees = self.avancees.load(Ordering::SeqCst);
        (self.demarrages().len(), avancees)
    }
}

/// Les secondes où démarrent des futures de ces durées, et la fin du dernier : chacun démarre dès
/// qu'une place est libre, ou dès que tout un lot a fini.
fn planning(durees: &[u64], limite: usize, par_lots: bool) -> (Vec<f64>, u64) {
    let (mut demarrages, mut en_cours) = (Vec::new(), Vec::new());
    let (mut maintenant, mut fin) = (0, 0);
    for &duree in durees {
        if en_cours.len() == limite {
            let premiere = en_cours.iter().fold(fin, |a: u64, b| a.min(*b));
            maintenant = if par_lots { fin } else { premiere };
            en_cours.retain(|fin| *fin > maintenant);
        }
        demarrages.push(maintenant as f64);
        en_cours.push(maintenant + duree);
        fin = fin.max(maintenant + duree);
    }
    (demarrages, fin)
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_place_liberee_est_reprise_aussitot() {
    // Le premier parti est long : les autres se succèdent à côté de lui.
    let durees = [200, 40, 16, 60, 24, 80, 12, 56, 20, 28];
    let nombre = durees.len();
    for limite in [1, 2, 3, 7, 10, 11] {
        let atelier = Atelier::ouvrir(&durees);
        let appel = attendre_avec_limite(atelier.commander(), limite);
        let (valeurs, duree) = patience_pour(&atelier, PISTE_LIMITE).attendre(appel).await;
        exiger_la_limite(atelier.jauge.maximum(), limite.min(nombre), nombre);
        let demarrages = atelier.demarrages();
        let (attendus, fin) = planning(&durees, limite, false);
        let places = texte::nombre(limite, "place", "places");
        let lue = texte::duree(duree);
        exiger!(
            demarrages == attendus || demarrages != planning(&durees, limite, true).0,
            "avec {places}, des démarrages à {attendus:?} s",
            "{demarrages:?} s : le suivant attend que tout un lot ait fini",
            "des lots fixes laissent des places vides pendant que le plus long du lot finit : dès qu'un \
             future finit, n'importe lequel, un autre prend sa place"
        );
        exiger!(
            demarrages == attendus,
            "avec {places}, des démarrages à {attendus:?} s",
            "{demarrages:?} s",
            "une place se libère dès que l'un des futures en cours finit, n'importe lequel : n'attends \
             pas le plus ancien d'entre eux, et ne réserve pas d'avance les suivants à une place"
        );
        exiger!(
            duree == s(fin),
            "l'appel finit avec le dernier future, à {fin} s",
            "à {lue}",
            "rends les valeurs dès que toutes sont là"
        );
        exiger_dans_l_ordre(valeurs, nombre);
    }
}

/// Le plus de futures vus en cours à la fois, comparé à ce qui est permis.
fn exiger_la_limite(maximum: usize, permis: usize, nombre: usize) {
    let futures = texte::nombre(nombre, "future", "futures");
    exiger!(
        maximum != nombre || permis == nombre,
        "jamais plus de {permis} en cours à la fois, sur {futures}",
        "{maximum} : tous à la fois",
        "rien ne retient les futures : la limite n'est pas regardée ; ou un permis obtenu dans `let _ = …` est rendu aussitôt, il \
         faut le garder sous un nom jusqu'à la fin du future ; ou si `acquire` n'est pas attendu, ce n'est qu'un future, et \
         pas un permis"
    );
    exiger!(
        maximum <= permis,
        "jamais plus de {permis} en cours à la fois, sur {futures}",
        "{maximum} à la fois",
        "compte ceux qui courent au moment d'en démarrer un autre (`<` ou `<=` ?)"
    );
    exiger!(
        maximum == permis || maximum != 1,
        "{permis} en cours à la fois, dès qu'il y en a assez à démarrer",
        "1 seul",
        "chaque future est attendu avant que le suivant démarre, ou un verrou les fait passer un par un : le garde pris dans \
         un `while let` ou un `match` vit jusqu'à la fin de son bloc, `.await` compris"
    );
    exiger!(
        maximum == permis,
        "{permis} en cours à la fois, dès qu'il y en a assez à démarrer",
        "{maximum} au plus",
        "la limite est un maximum à atteindre : tant qu'il reste des places, démarre d'autres futures \
         avant d'en attendre un"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_valeurs_suivent_l_ordre_de_depart() {
    let durees = [500, 400, 100, 300, 200];
    for (nombre, limite) in [(5, 2), (5, 5), (300, 7), (300, 300)] {
        let jeton = Arc::new(());
        let futures = colis(&jeton, nombre, &|rang| durees[rang % 5]);
        let appel = attendre_avec_limite(futures, limite);
        let (valeurs, _) = patience_pour(&jeton, PISTE_LIMITE).attendre(appel).await;
        exiger_dans_l_ordre(valeurs, nombre);
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_limite_nulle_vaut_un() {
    // D'abord 1, pour ne pas reprocher à 0 une faute où il n'est pour rien.
    for limite in [1, 0] {
        let atelier = Atelier::ouvrir(&[20; 3]);
        let appel = attendre_avec_limite(atelier.commander(), limite);
        let piste = match limite {
            0 => {
                "avec une limite de 0, aucun future n'a de place (un sémaphore de 0 permis n'en donne jamais) : \
                 0 vaut 1"
            }
            _ => PISTE_LIMITE,
        };
        let appel = attraper(appel);
        let (issue, duree) = patience_pour(&atelier, piste).attendre(appel).await;
        let maximum = atelier.jauge.maximum();
        let (rendus, observe) = match issue {
            Ok(valeurs) => {
                let rendues = texte::nombre(valeurs.len(), "valeur", "valeurs");
                let lue = texte::duree(duree);
                let observe = format!("{rendues} au bout de {lue}, {maximum} à la fois");
                (valeurs.len(), observe)
            }
            Err(panique) => (0, format!("une panique : {}", message_de(&*panique))),
        };
        let tenue = rendus == 3 && maximum == 1 && duree == s(60);
        exiger!(
            tenue || limite == 0,
            "avec une limite de 1, trois futures de 20 s, un à la fois, durent 60 s",
            "{observe}",
            "0 n'y est pour rien : une limite de 1 n'est déjà pas tenue, commence par elle"
        );
        exiger!(
            tenue,
            "une limite de 0 vaut 1 : trois futures de 20 s, un à la fois, durent 60 s",
            "{observe}",
            "corrige la limite avant de t'en servir : 0 n'est ni « aucun » ni « sans limite »"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_limite_immense_convient() {
    const NOMBRE: usize = 300;
    // Plus grand que tout, que ce qu'un sémaphore accepte, et qu'un `u32`.
    let plus_qu_un_u32 = (u32::MAX as usize).wrapping_add(1).max(NOMBRE);
    for limite in [
        usize::MAX,
        usize::MAX / 2,
        usize::MAX / 8 + 1,
        plus_qu_un_u32,
    ] {
        let atelier = Atelier::ouvrir(&[20; NOMBRE]);
        let appel = attendre_avec_limite(atelier.commander(), limite);
        let attendu = format!("une limite de {limite} convient comme une autre");
        let appel = sans_panique(Box::pin(appel), |_| {
            Some(Explication {
                attendu: &attendu,
                piste: "rien ne doit avoir la taille de la limite (réserve, canal, sémaphore) ni la dépasser \
                        (`limite + 1`) : combien de places servent vraiment ?",
            })
        });
        let (_, duree) = patience_pour(&atelier, PISTE_LIMITE).attendre(appel).await;
        let (maximum, lue) = (atelier.jauge.maximum(), texte::duree(duree));
        exiger!(
            maximum == NOMBRE,
            "avec une limite de {limite}, {NOMBRE} futures de 20 s courent tous à la fois, en 20 s",
            "{maximum} à la fois, en {lue}",
            "plus de places que de futures : tous démarrent d'emblée ; une conversion (`as u32`) a pu \
             tronquer la limite, ou rien d'autre qu'elle ne doit les retenir"
        );
        exiger!(
            duree == s(20),
            "avec une limite de {limite}, {NOMBRE} futures de 20 s courent tous à la fois, en 20 s",
            "{maximum} à la fois, en {lue}",
            "tous ont couru ensemble, et l'appel a pris plus de temps qu'eux : rien ne s'attend entre deux \
             démarrages, ni après le dernier future"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_ensemble_vide_rend_un_ensemble_vide() {
    for limite in [0, 1, 3] {
        let appel = Box::pin(attendre_avec_limite(Vec::<Envoi>::new(), limite));
        let places = texte::nombre(limite, "place", "places");
        exiger_le_vide(appel, &format!("aucun future et {places}")).await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_futures_en_cours_avancent_ensemble() {
    // Par trois, ils s'attendent les uns les autres : le dernier arrivé réveille les deux premiers.
    let (arrives, arrivee) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let jeton = Arc::new(());
    let mut futures = Vec::<Envoi>::new();
    for numero in 0..9 {
        let (arrives, arrivee) = (Arc::clone(&arrives), Arc::clone(&arrivee));
        let jeton = Arc::clone(&jeton);
        let futur = Box::pin(async move {
            let _jeton = jeton;
            // Prise avant de compter : aucun réveil ne se perd entre les deux.
            let reveil = arrivee.notified();
            if arrives.fetch_add(1, Ordering::SeqCst) % 3 == 2 {
                arrivee.notify_waiters();
            } else {
                reveil.await;
            }
            Colis(numero)
        });
        futures.push(nomme(numero, 9, futur));
    }
    let piste = "avec 3 places, trois futures qui s'attendent doivent courir à la fois, et les places \
        revenir à d'autres quand ils ont fini";
    let appel = attendre_avec_limite(futures, 3);
    let (valeurs, _) = patience_pour(&jeton, piste).attendre(appel).await;
    exiger_dans_l_ordre(valeurs, 9);
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_appels_en_meme_temps_ont_chacun_leurs_places() {
    let appel = |limite| -> Boite<'static, ()> {
        Box::pin(async move {
            let atelier = Atelier::ouvrir(&[40; 4]);
            let valeurs = attendre_avec_limite(atelier.commander(), limite).await;
            exiger_la_limite(atelier.jauge.maximum(), limite, 4);
            exiger_dans_l_ordre(valeurs, 4);
        })
    };
    for limite in [1, 2] {
        let duree = s(160 / limite as u64);
        exiger_deux_appels_sans_gene(vec![appel(limite), appel(limite)], duree).await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_appel_peut_en_attendre_un_autre() {
    // Comme un appel fait dans un future d'un autre : le premier n'a qu'une place, et ne la rend que lorsque le second a fini.
    let (finir, fin) = oneshot::channel::<()>();
    let premier: Vec<Envoi> = vec![Box::pin(async move {
        let _ = fin.await;
        Colis(0)
    })];
    let second: Vec<Envoi> = vec![Box::pin(async { Colis(0) })];
    let appels: Vec<Boite<'_, ()>> = vec![
        Box::pin(async move { exiger_dans_l_ordre(attendre_avec_limite(premier, 1).await, 1) }),
        Box::pin(async move {
            // Une fois la place du premier prise.
            sleep(s(1)).await;
            exiger_dans_l_ordre(attendre_avec_limite(second, 1).await, 1);
            let _ = finir.send(());
        }),
    ];
    let _ = patience(PISTE_COMMUN).attendre(ensemble(appels)).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn lacher_l_appel_arrete_tous_les_futures() {
    for limite in [1, 2, 9] {
        // Dans la première fenêtre, puis quand d'autres ont pris la suite.
        for instant in [15, 55, 95] {
            lacher_l_appel(8, limite, s(instant)).await;
        }
    }
    // Un future seul est un ensemble comme un autre.
    lacher_l_appel(1, 3, s(15)).await;
}

async fn lacher_l_appel(nombre: usize, limite: usize, instant: Duration) {
    let durees = [160, 40, 40, 40, 40, 40, 40, 40];
    let atelier = Atelier::ouvrir(&durees[..nombre]);
    let appel = attendre_avec_limite(atelier.commander(), limite);
    let _ = timeout(instant, patience(PISTE_LIMITE).attendre(appel)).await;
    // L'arrêt d'une tâche n'est effectif qu'à son tour suivant.
    sleep(ms(1)).await;
    let (demarres, avancees) = atelier.photo();
    sleep(s(1000)).await;
    let (demarres_ensuite, avancees_ensuite) = atelier.photo();
    exiger!(
        demarres_ensuite == demarres,
        "l'appel lâché, aucun des futures qui attendaient leur tour ne démarre",
        "futures démarrés : {demarres}, puis {demarres_ensuite}, mille secondes plus tard",
        "des tâches continuent sans toi et se passent les places : lâcher un `JoinHandle` détache \
         sa tâche au lieu de l'arrêter ; qu'est-ce qui arrête les siennes quand on le lâche ?"
    );
    exiger!(
        avancees_ensuite == avancees,
        "l'appel lâché, les futures en cours n'avancent plus",
        "les futures abandonnés avancent encore : {avancees} pas en tout, puis {avancees_ensuite}, mille secondes plus tard",
        "lâcher un `JoinHandle` détache sa tâche au lieu de l'arrêter : toutes celles qui courent \
         doivent s'arrêter avec l'appel, pas seulement celle qu'il attend"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_panique_d_un_future_arrive_intacte() {
    for limite in [1, 2, 10] {
        for fautifs in [&[0][..], &[2], &[4], &[0, 1, 2, 3, 4]] {
            let appel = Box::pin(attendre_avec_limite(colis_dont(fautifs), limite));
            exiger_la_panique(appel, fautifs, PISTE_PANIQUE).await;
        }
    }
    // Une place pour chacun des deux : avec une seule, le second pourrait démarrer le premier, et ne la rendrait pas.
    for limite in [2, 10] {
        let appel = Box::pin(attendre_avec_limite(colis_dont_le_premier(), limite));
        exiger_la_panique(appel, &[0], PISTE_SUIVANTS).await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn aucun_reveil_ne_se_perd() {
    // Une place pour chacun : aucune n'a à être reprise.
    exiger_les_reveils(|futures| Box::pin(attendre_avec_limite(futures, 3))).await;
}
