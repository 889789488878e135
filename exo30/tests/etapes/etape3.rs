//! Étape 3 : preparer_commande.

use crate::commun_aux_etapes::{PISTE_COMMANDE, UNE_SECONDE, attendre, cuisine};
use crate::preparer_commande;
use banc::{ensemble, exiger, exiger_egal, ms, recolter};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::sleep;

fn lire(cuisine: &AtomicU32) -> u32 {
    cuisine.load(Ordering::SeqCst)
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn creer_la_commande_ne_demarre_rien() {
    let cuisine = cuisine(0);
    let taches = || Handle::current().metrics().num_alive_tasks();
    let taches_avant = taches();
    let commande = preparer_commande("ratatouille".into(), Arc::clone(&cuisine));
    let compte = lire(&cuisine);
    exiger!(
        compte == 0,
        "commande créée, pas encore attendue : `cuisine` vaut toujours 0",
        "`cuisine` vaut déjà {compte}",
        "le travail est fait à l'appel, avant le bloc `async` (ou le future rendu est déjà prêt) : tout ce \
         qui doit attendre le `.await` va à l'intérieur du future"
    );
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
        taches() == taches_avant,
        "commande créée, pas encore attendue : aucune tâche n'est partie",
        "une tâche est partie, qui attend son heure",
        "même retenue par un canal, une tâche lancée à l'appel est du travail commencé trop tôt : le future rendu \
         contient lui-même tout ce qu'il y a à faire"
    );
    attendre(commande, PISTE_COMMANDE).await;
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
    drop(preparer_commande("soufflé".into(), Arc::clone(&cuisine)));
    let compte = lire(&cuisine);
    exiger!(
        compte == 7,
        "commande abandonnée sans avoir été attendue : `cuisine` reste à 7",
        "`cuisine` vaut {compte}",
        "quelque chose compte à la création de la commande, ou à sa destruction (`Drop`)"
    );
    let gardee = preparer_commande("omelette".into(), Arc::clone(&cuisine));
    sleep(ms(5000)).await;
    drop(gardee);
    sleep(ms(5000)).await;
    // Un thread lancé à l'appel échappe à l'horloge virtuelle, mais il tient encore la cuisine.
    let depart_reel = std::time::Instant::now();
    while Arc::strong_count(&cuisine) > 1 && depart_reel.elapsed() < UNE_SECONDE {
        std::thread::yield_now();
    }
    let compte = lire(&cuisine);
    exiger!(
        compte == 7,
        "deux commandes abandonnées sans avoir été attendues : `cuisine` reste à 7",
        "`cuisine` a fini par valoir {compte}",
        "une tâche ou un thread lancé à l'appel survit au future abandonné : rien ne doit partir avant le \
         premier `poll`"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_commande_attendue_compte_une_fois_et_rend_son_plat() {
    for (plat, attendu) in [
        ("ratatouille", "ratatouille prêt"),
        ("crème brûlée", "crème brûlée prêt"),
        ("", " prêt"),
    ] {
        let cuisine = cuisine(41);
        // Attendue par référence : le compte se regarde avant qu'elle soit détruite.
        let mut commande = Box::pin(preparer_commande(plat.into(), Arc::clone(&cuisine)));
        let texte = attendre(commande.as_mut(), PISTE_COMMANDE).await;
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
    let [entree, plat, dessert] = ["velouté", "gratin", "flan"]
        .map(|plat| preparer_commande(plat.into(), Arc::clone(&cuisine)));
    for (commande, attendu, total) in [
        (dessert, "flan prêt", 1),
        (entree, "velouté prêt", 2),
        (plat, "gratin prêt", 3),
    ] {
        let texte = attendre(commande, PISTE_COMMANDE).await;
        exiger_egal!(
            texte,
            attendu,
            "le texte de la commande",
            "chaque future garde le plat reçu à sa création, et rend son texte mot pour mot ; si le plat est le \
             bon, compare caractère par caractère"
        );
        exiger_egal!(
            lire(&cuisine),
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
    let commandes = ["a", "b", "c", "d"].map(|plat| {
        attendre(
            preparer_commande(plat.into(), Arc::clone(&cuisine)),
            PISTE_COMMANDE,
        )
    });
    ensemble(commandes.into()).await;
    let compte = lire(&cuisine);
    sleep(ms(5000)).await;
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

/// Compte aussi, réveillé sans cesse pour le faire, jusqu'à ce que l'émetteur de `arret` soit lâché, et rend ce
/// qu'il a compté. Un thread qui se réveille prend la place d'un autre : sur un seul cœur, rien d'autre
/// n'interrompt assez souvent une commande entre sa lecture et son écriture.
fn importuner(cuisine: &AtomicU32, arret: &mpsc::Receiver<()>) -> u32 {
    let mut comptees = 0;
    while arret.recv_timeout(Duration::from_micros(20)) == Err(RecvTimeoutError::Timeout) {
        cuisine.fetch_add(1, Ordering::SeqCst);
        comptees += 1;
    }
    comptees
}

#[banc::etape]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn aucune_commande_ne_se_perd_sur_plusieurs_threads() {
    // Une d'abord, ici : un `todo!` paniquerait sinon dans une ou plusieurs tâches, selon la chance.
    let depart = std::time::Instant::now();
    preparer_commande("".into(), cuisine(0)).await;
    // Combien de fois quelqu'un d'autre a compté pendant un lot : au moins une fois sur cinquante, cela tombe
    // entre la lecture et l'écriture d'une réponse fausse. Cinq cents fois prennent une
    // centaine de millisecondes sur un seul cœur, plus sur une machine chargée ; sur des cœurs libres, où
    // cela en prend quelques-unes, cent millisecondes en donnent bien davantage.
    let croisements = Arc::new(AtomicU32::new(0));
    let patience = if depart.elapsed() < ms(1) {
        ms(800)
    } else {
        // Une commande qui attend a peu de chances d'être interrompue au mauvais moment.
        ms(300)
    };
    let cuisine = cuisine(0);
    let (arreter, arret) = mpsc::channel();
    let importun = tokio::task::spawn_blocking({
        let cuisine = Arc::clone(&cuisine);
        move || importuner(&cuisine, &arret)
    });
    let taches = [(); 4].map(|()| {
        let (cuisine, croisements) = (Arc::clone(&cuisine), Arc::clone(&croisements));
        tokio::spawn(async move {
            // Une seule d'abord : une commande a le droit de prendre son temps.
            let (mut attendues, mut nombre) = (0, 1);
            while attendues == 0
                || depart.elapsed() < ms(100)
                || lire(&croisements) < 500 && depart.elapsed() < patience
            {
                // Créées d'avance : la tâche ne fait plus ensuite que compter.
                let commandes: Vec<_> = (0..nombre)
                    .map(|_| preparer_commande("".into(), Arc::clone(&cuisine)))
                    .collect();
                let avant = lire(&cuisine);
                for commande in commandes {
                    commande.await;
                }
                if lire(&cuisine) != avant.wrapping_add(nombre) {
                    croisements.fetch_add(1, Ordering::SeqCst);
                }
                attendues += nombre;
                nombre = (2 * nombre).min(64);
            }
            attendues
        })
    });
    let mut attendues = 0;
    for tache in taches {
        attendues += recolter(tache).await;
    }
    drop(arreter);
    attendues += recolter(importun).await;
    exiger!(
        lire(&cuisine) == attendues,
        "les commandes que 4 tâches attendent, sur 4 threads, sont toutes comptées dans `cuisine`",
        "`cuisine` ne vaut pas leur nombre",
        "lire le compteur puis y écrire la somme, même sans `.await` entre les deux, laisse à un autre thread \
         le temps de compter, et un `compare_exchange` qui échoue n'a rien ajouté : ajoute par une seule \
         opération atomique (et avant de rendre le texte : une tâche que personne n'attend compte trop tard)"
    );
}
