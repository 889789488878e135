//! Étape 3, `preparer_commande` : un future qui ne fait rien avant d'être attendu, puis compte une seule fois.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use banc::thread_libre::hors_du_runtime;
use banc::{
    Boite, Croisements, Importun, Patience, ensemble, exiger, exiger_egal, lancer, ms, recolter,
    taches_vivantes,
};
use tokio::time::sleep;

use crate::preparer_commande; // nom fixé par l'énoncé

const PISTE_COMMANDE: &str = "la commande n'a rien à attendre de l'extérieur : si son `poll` rend `Pending`, il doit avoir \
    prévu lui-même son réveil";

/// L'appel, avec les types de la consigne.
fn commande(plat: &str, cuisine: &Arc<AtomicU32>) -> Boite<'static, String> {
    Box::pin(preparer_commande(plat.to_owned(), Arc::clone(cuisine))) // signature fixée : fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send
}

/// Attend la commande, et le thread à qui elle a le droit de confier son travail, une fois attendue.
async fn attendre<T>(commande: Boite<'_, T>) -> T {
    let patience = Patience::new(PISTE_COMMANDE).threads_compris();
    patience.attendre(commande).await.0
}

/// Aucun thread ne part à l'appel. Ce que tient un future disparaît avec lui ; ce que tient un thread, un peu plus tard, et
/// vingt ne seront pas tous assez rapides. Les tâches ont leurs propres tests.
#[track_caller]
fn exiger_aucun_thread() {
    let cuisine = cuisine(0);
    let taches_avant = taches_vivantes();
    for _ in 0..20 {
        drop(commande("soufflé", &cuisine));
        exiger!(
            Arc::strong_count(&cuisine) == 1 || taches_vivantes() != taches_avant,
            "commande abandonnée sans avoir été attendue : plus personne ne tient la `cuisine` qu'elle a reçue",
            "quelqu'un d'autre la tient encore",
            "un thread (`std::thread::spawn`, `spawn_blocking`) est parti à l'appel, et la tient : même retenu par un canal, c'est du \
             travail commencé trop tôt ; le future rendu contient lui-même tout ce qu'il y a à faire"
        );
    }
}

fn cuisine(depart: u32) -> Arc<AtomicU32> {
    Arc::new(AtomicU32::new(depart))
}

fn lire(cuisine: &AtomicU32) -> u32 {
    cuisine.load(Ordering::SeqCst)
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn creer_la_commande_ne_demarre_rien() {
    let cuisine = cuisine(0);
    let taches_avant = taches_vivantes();
    let commande = commande("couscous", &cuisine);
    let compte = lire(&cuisine);
    exiger!(
        compte == 0,
        "commande créée, pas encore attendue : `cuisine` vaut toujours 0",
        "`cuisine` vaut déjà {compte}",
        "le travail est fait à l'appel, avant le bloc `async` (ou le future rendu est déjà prêt) : tout ce \
         qui doit attendre le `.await` va à l'intérieur du future"
    );
    // Avant d'attendre : tant qu'un thread bloquant court, l'horloge virtuelle ne bouge pas.
    exiger_aucun_thread();
    sleep(ms(5000)).await;
    let compte = lire(&cuisine);
    exiger!(
        compte == 0,
        "5 s plus tard, toujours pas attendue : `cuisine` vaut encore 0",
        "`cuisine` vaut {compte}",
        "le réflexe de JavaScript : une tâche (`tokio::spawn`) lancée à l'appel travaille sans qu'on \
         l'attende ; un future de Rust ne fait rien avant"
    );
    exiger!(
        taches_vivantes() == taches_avant,
        "commande créée, pas encore attendue : aucune tâche n'est partie",
        "une tâche est partie, qui attend son heure",
        "même retenue par un canal, une tâche lancée à l'appel est du travail commencé trop tôt : le future rendu \
         contient lui-même tout ce qu'il y a à faire"
    );
    attendre(commande).await;
    let compte = lire(&cuisine);
    exiger!(
        compte == 1,
        "la commande attendue, `cuisine` vaut 1",
        "`cuisine` vaut {compte}",
        "une commande attendue ajoute 1 au compteur qu'on lui a donné, avant de rendre son texte : une tâche \
         que personne n'attend compte trop tard"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_commande_abandonnee_laisse_la_cuisine_intacte() {
    let cuisine = cuisine(7);
    drop(commande("soufflé", &cuisine));
    let compte = lire(&cuisine);
    exiger!(
        compte == 7,
        "commande abandonnée sans avoir été attendue : `cuisine` reste à 7",
        "`cuisine` vaut {compte}",
        "quelque chose compte à la création de la commande, ou à sa destruction (`Drop`)"
    );
    exiger_aucun_thread();
    let gardee = commande("omelette", &cuisine);
    sleep(ms(5000)).await;
    drop(gardee);
    sleep(ms(5000)).await;
    let compte = lire(&cuisine);
    exiger!(
        compte == 7,
        "deux commandes abandonnées sans avoir été attendues : `cuisine` reste à 7",
        "`cuisine` a fini par valoir {compte}",
        "une tâche lancée à l'appel survit au future abandonné : rien ne doit partir avant le premier `poll`"
    );
    exiger!(
        hors_du_runtime(&mut || drop(commande("flan", &cuisine))),
        "une commande créée puis abandonnée hors du runtime de Tokio : il ne s'est rien passé",
        "une panique, dès l'appel",
        "l'appel a besoin du runtime (`Handle::current`, `sleep`, `spawn`) : ce qui s'en sert va à l'intérieur du future, qui \
         ne fait rien avant qu'on l'attende"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_commande_attendue_compte_une_fois_et_rend_son_plat() {
    for (plat, attendu) in [
        ("couscous", "couscous prêt"),
        ("bœuf braisé", "bœuf braisé prêt"),
        ("Bœuf  Wellington ", "Bœuf  Wellington  prêt"),
        ("", " prêt"),
    ] {
        let cuisine = cuisine(41);
        // Attendue par référence : le compte se regarde avant qu'elle soit détruite.
        let mut commande = commande(plat, &cuisine);
        let texte = attendre(Box::pin(commande.as_mut())).await;
        exiger!(
            !texte.contains("{plat}"),
            "le texte de la commande {plat:?} = {attendu:?}",
            "{texte:?}",
            "`{{plat}}` est resté tel quel : il manque `format!`, qui seul met la valeur à sa place"
        );
        exiger_egal!(
            texte,
            attendu,
            "le texte de la commande {plat:?}",
            "compare caractère par caractère : le plat tel quel, une espace, « prêt » avec son accent"
        );
        let compte = lire(&cuisine);
        exiger!(
            compte != 41,
            "`cuisine` passe de 41 à 42",
            "`cuisine` est restée à 41",
            "rien n'a été ajouté au compteur partagé : oublié, ajouté à une copie (un nouvel `AtomicU32` ne \
             partage rien), ou laissé à une tâche qui n'a pas encore tourné : ajoute 1 avant de rendre le \
             texte, une tâche que personne n'attend compte trop tard"
        );
        exiger!(
            compte < 43,
            "`cuisine` passe de 41 à 42",
            "elle est passée à {compte}",
            "la commande est comptée plusieurs fois : à la création et à l'attente, ou à chaque `poll` d'un \
             future qui en demande plusieurs"
        );
        exiger!(
            compte == 42,
            "`cuisine` passe de 41 à 42",
            "elle est passée à {compte}",
            "ajoute 1 à ce que le compteur contient déjà, sans y écrire une valeur fixe"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn chaque_commande_garde_son_plat_dans_n_importe_quel_ordre() {
    let cuisine = cuisine(0);
    let entree = commande("velouté", &cuisine);
    let plat = commande("gratin", &cuisine);
    let dessert = commande("flan", &cuisine);
    for (commande, attendu, total) in [
        (dessert, "flan prêt", 1),
        (entree, "velouté prêt", 2),
        (plat, "gratin prêt", 3),
    ] {
        let texte = attendre(commande).await;
        exiger_egal!(
            texte,
            attendu,
            "le texte de la commande",
            "chaque future garde le plat reçu à sa création, et rend son texte mot pour mot ; si le plat est le \
             bon, compare caractère par caractère"
        );
        let compte = lire(&cuisine);
        exiger!(
            compte <= total,
            "le nombre de commandes attendues jusqu'ici = {total}",
            "{compte} : trop, et trop tôt",
            "une commande que personne n'attend encore est déjà comptée (à l'appel, ou par une tâche lancée à l'appel), ou \
             l'une d'elles l'est plusieurs fois : tout ce que fait une commande va à l'intérieur du future, qui ne fait \
             rien avant qu'on l'attende"
        );
        exiger_egal!(
            compte,
            total,
            "le nombre de commandes attendues jusqu'ici",
            "chaque commande ajoute 1 quand on l'attend, la première comme les suivantes, et avant de rendre \
             son texte : une tâche que personne n'attend compte trop tard"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn des_commandes_attendues_ensemble_comptent_toutes() {
    let cuisine = cuisine(0);
    let mut commandes = Vec::new();
    for plat in ["a", "b", "c", "d"] {
        commandes.push(commande(plat, &cuisine));
    }
    attendre(Box::pin(ensemble(commandes))).await;
    let compte = lire(&cuisine);
    sleep(ms(5000)).await;
    exiger!(
        compte <= 4,
        "4 commandes attendues ensemble : `cuisine` vaut 4",
        "`cuisine` vaut {compte}",
        "chaque commande ajoute 1, une seule fois, quand on l'attend"
    );
    exiger!(
        compte == 4 || lire(&cuisine) != 4,
        "4 commandes attendues ensemble : `cuisine` vaut 4 dès que les 4 textes sont rendus",
        "`cuisine` vaut {compte}, et 4 un peu plus tard",
        "chaque commande ajoute 1 avant de rendre son texte : une tâche que personne n'attend compte trop tard"
    );
    exiger!(
        compte == 4,
        "4 commandes attendues ensemble : `cuisine` vaut 4",
        "`cuisine` vaut {compte}",
        "lire le compteur puis y écrire la somme perd ce que les autres ont ajouté entre-temps : il existe \
         une seule opération atomique qui ajoute"
    );
}

/// Attend des lots de commandes jusqu'à ce que d'autres aient assez compté pendant ce temps, et les ajoute à `attendues`.
async fn attendre_des_lots(
    cuisine: Arc<AtomicU32>,
    croisements: Arc<Croisements>,
    attendues: Arc<AtomicU32>,
) {
    // Une seule d'abord : une commande a le droit de prendre son temps.
    let mut nombre = 1;
    loop {
        // Créées d'avance : la tâche ne fait plus ensuite que compter.
        let mut commandes = Vec::new();
        for _ in 0..nombre {
            commandes.push(preparer_commande(String::new(), Arc::clone(&cuisine)));
        }
        let avant = lire(&cuisine);
        for commande in commandes {
            commande.await;
        }
        if lire(&cuisine) != avant.wrapping_add(nombre) {
            croisements.noter();
        }
        attendues.fetch_add(nombre, Ordering::SeqCst);
        nombre = (2 * nombre).min(64);
        if croisements.suffisent() {
            return;
        }
    }
}

#[banc::etape]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn aucune_commande_ne_se_perd_sur_plusieurs_threads() {
    // Une d'abord, ici : un `todo!` paniquerait sinon dans une ou plusieurs tâches, selon la chance.
    let depart = Instant::now();
    commande("", &cuisine(0)).await;
    // Une commande qui attend a peu de chances d'être interrompue au mauvais moment.
    let attend = depart.elapsed() >= ms(1);
    let croisements = Croisements::new(if attend { ms(300) } else { ms(800) });
    let (cuisine, attendues, croisements) = (cuisine(0), cuisine(0), Arc::new(croisements));
    let importun = Importun::lancer(Arc::clone(&cuisine));
    let mut taches = Vec::new();
    for _ in 0..4 {
        taches.push(lancer(attendre_des_lots(
            Arc::clone(&cuisine),
            Arc::clone(&croisements),
            Arc::clone(&attendues),
        )));
    }
    for tache in taches {
        recolter(tache).await;
    }
    let importunes = importun.arreter().await;
    exiger!(
        lire(&cuisine) == lire(&attendues) + importunes,
        "les commandes que 4 tâches attendent, sur 4 threads, sont toutes comptées dans `cuisine`",
        "`cuisine` ne vaut pas leur nombre",
        "lire le compteur puis y écrire la somme, même sans `.await` entre les deux, laisse à un autre thread \
         le temps de compter, et un `compare_exchange` qui échoue n'a rien ajouté : ajoute par une seule \
         opération atomique (et avant de rendre le texte : une tâche que personne n'attend compte trop tard)"
    );
}
