//! Étape 1, `compter_ensemble` : des tâches qui ajoutent à un même compteur, toutes lancées, puis toutes attendues.

use std::time::Instant;

use banc::{
    Appel, Boite, Etat, Recensement, RuntimeImmobile, assez_d_increments, chronometrer,
    compter_mal_a_huit, echec, ensemble, exiger, exiger_egal, finir, ms, sur_un_seul_thread,
    taches_vivantes, texte,
};

use crate::compter_ensemble; // nom fixé par l'énoncé

/// L'appel, avec les types de la consigne : une réponse qui rend un type à elle, égal à tout, ne compile pas.
fn compter(taches: usize, increments: usize) -> Boite<'static, u64> {
    Box::pin(compter_ensemble(taches, increments)) // signature fixée : async fn compter_ensemble(taches: usize, increments: usize) -> u64
}

const PISTE_TACHES: &str = "un verrou gardé pendant qu'on attend les tâches les empêche de finir : il n'est \
    pris que le temps d'une addition";

/// La piste d'un appel figé.
fn piste_figee(taches: usize) -> &'static str {
    if taches > 0 {
        return PISTE_TACHES;
    }
    "sans tâche, personne ne viendra prévenir l'appel : n'attends pas un signal (`Notify`, un canal) que seule la dernière \
     tâche donnerait, attends les poignées, fût-ce aucune"
}

/// Sur un seul thread, le nombre de tâches en cours au retour dit pourquoi un total est faux.
fn verifier_total(total: u64, (taches, increments): (usize, usize), vivantes: usize) {
    let attendu = (taches * increments) as u64;
    if total == attendu {
        return;
    }
    let restent = texte::nombre(vivantes, "tâche encore", "tâches encore");
    exiger!(
        vivantes == 0,
        "`compter_ensemble({taches}, {increments})` rend {attendu}",
        "un total de {total}, et au retour {restent} en cours",
        "toutes les tâches ne sont pas attendues : lâcher une poignée n'attend rien, la tâche continue seule"
    );
    exiger!(
        taches != 1 || total == 0 || total > attendu,
        "`compter_ensemble({taches}, {increments})` rend {attendu}",
        "un total de {total}, avec une seule tâche",
        "la tâche n'a pas fait tous ses tours (il en manque un, ou un `abort` l'a arrêtée), ou le total ne tient \
         pas dans le type du compteur"
    );
    exiger!(
        total == 0 || total > attendu,
        "`compter_ensemble({taches}, {increments})` rend {attendu}",
        "un total de {total} : il manque des incréments",
        "entre la lecture et l'écriture, le verrou a été rendu : deux tâches ont lu la même valeur. Lis et \
         écris sous le même verrou (ou chaque tâche n'a pas fait tous ses tours)"
    );
    echec!(
        "`compter_ensemble({taches}, {increments})` rend {attendu}",
        "un total de {total}",
        "chaque tâche ajoute 1, `increments` fois, à un compteur qui part de 0 et que toutes partagent (`move` donne à \
         chacune sa copie d'un nombre : ce qui se partage est un `Arc<Mutex<_>>`)"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_total_est_exact() {
    for (taches, increments) in [(1, 1), (2, 1), (1, 500), (1, 70_000), (10, 100), (100, 7)] {
        let total = finir(compter(taches, increments), PISTE_TACHES).await;
        verifier_total(total, (taches, increments), taches_vivantes());
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn sans_rien_a_compter_le_total_est_zero_sans_attendre() {
    for (taches, increments) in [(0, 0), (0, 1000), (0, 100_000), (100, 0)] {
        let appel = finir(compter(taches, increments), piste_figee(taches));
        let (total, duree) = chronometrer(appel).await;
        exiger_egal!(
            total,
            0,
            "le total de `compter_ensemble({taches}, {increments})`",
            "zéro tâche, ou zéro incrément, est un cas comme un autre"
        );
        let temps = texte::duree(duree);
        exiger!(
            duree.is_zero(),
            "`compter_ensemble({taches}, {increments})` n'a rien à attendre",
            "l'appel a duré {temps}",
            "un délai fixe n'attend pas les tâches, il espère : c'est leur poignée (ou leur `JoinSet`) \
             qu'il faut attendre"
        );
    }
}

#[banc::etape]
#[tokio::test]
async fn l_appel_attend_ses_taches_par_leurs_poignees() {
    let runtime = RuntimeImmobile::new();
    let _ici = runtime.entrer();
    // Une tâche, puis dix.
    for taches in [1, 10] {
        let mut appel = Appel::en_boite(compter(taches, 3));
        let fini = appel.sonder().is_ready();
        let vivantes = taches_vivantes();
        let restent = texte::nombre(vivantes, "tâche encore", "tâches encore");
        exiger!(
            !fini || vivantes == 0,
            "l'appel attend ce qu'il a lancé",
            "il a fini sans rien attendre, et laisse {restent} en cours",
            "toutes les tâches ne sont pas attendues : lâcher une poignée n'attend rien, la tâche continue \
             seule"
        );
        let demandees = texte::nombre(taches, "tâche demandée", "tâches demandées");
        exiger!(
            !fini,
            "une tâche ou dix comptent pendant que l'appel les attend",
            "il a fini d'un trait, sans attendre aucune tâche de Tokio ({demandees})",
            "le compte est fait (ou calculé) sur place, ou confié à des threads dont l'attente bloque : \
             confie chaque part à sa propre tâche, avec `tokio::spawn`"
        );
        exiger!(
            !matches!(appel.interroger().await, Etat::Boucle),
            "l'appel attend que ses tâches le préviennent de leur fin",
            "il se fait réinterroger sans cesse, alors qu'aucune n'a pu avancer",
            "une boucle de `yield_now` qui guette la fin (par `strong_count`, par le total…) occupe le thread \
             pour rien : ce qui prévient de la fin d'une tâche, c'est sa poignée"
        );
    }
}

#[banc::etape]
#[tokio::test]
async fn la_derniere_tache_lancee_n_est_pas_toujours_la_derniere_finie() {
    let appel = || -> Boite<'static, (u64, usize)> {
        // La tâche qui mène l'appel n'est pas de lui.
        Box::pin(async { (compter(8, 3).await, taches_vivantes() - 1) })
    };
    let Some((total, vivantes)) = sur_un_seul_thread(appel, ms(4000)).await else {
        echec!(
            "l'appel se termine, sur le seul thread d'un runtime à plusieurs threads",
            "il attend toujours",
            "un verrou gardé pendant qu'on attend les tâches les empêche de finir, comme une attente qui \
             bloque le thread"
        )
    };
    let restent = texte::nombre(vivantes, "tâche encore", "tâches encore");
    exiger!(
        vivantes == 0,
        "un appel de 8 tâches finit avec la dernière d'entre elles",
        "au retour, un total de {total} sur 24, et {restent} en cours",
        "toutes les tâches ne sont pas attendues : la dernière lancée n'est pas toujours la dernière finie, et \
         en attendre une ne dit rien des autres"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn toutes_les_taches_sont_lancees_avant_la_premiere_attente() {
    // Deux cents, puis plus qu'un compte rond de places.
    for taches in [200, 300] {
        lancer_toutes(taches).await;
    }
}

async fn lancer_toutes(taches: usize) {
    let recensement = Recensement::lancer();
    let total = finir(compter(taches, 3), PISTE_TACHES).await;
    let vivantes = recensement.autres_taches();
    let pointe = recensement.pointe();
    // Une pointe de 0 est celle des tâches d'un `LocalSet` : le runtime ne les compte pas.
    exiger!(
        pointe != 1,
        "{taches} tâches en cours à la fois",
        "jamais plus d'une à la fois",
        "`spawn(…).await` dans la boucle attend chaque tâche avant de lancer la suivante (à moins qu'une \
         seule ne fasse tout le travail) : lance-les toutes, puis attends-les"
    );
    exiger!(
        pointe == 0 || pointe >= taches,
        "{taches} tâches en cours à la fois",
        "au plus {pointe} à la fois",
        "il faut `taches` tâches (et non `increments`), toutes lancées avant d'attendre la première, sans \
         les grouper par lots"
    );
    exiger!(
        pointe <= taches + 10,
        "{taches} tâches en cours à la fois",
        "il y en a eu {pointe}",
        "une tâche par part, pas une par incrément : c'est dans la tâche que se trouve la boucle"
    );
    verifier_total(total, (taches, 3), vivantes);
    recensement.arreter().await;
    let vivantes = taches_vivantes();
    exiger!(
        vivantes == 0,
        "plus aucune tâche ne tourne après le retour",
        "il en reste {vivantes}",
        "tout ce qui a été lancé doit finir : attends aussi les tâches auxiliaires"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_appels_ensemble_comptent_chacun_pour_soi() {
    for demandes in [[(3, 5), (8, 3)], [(4, 2), (4, 2)], [(1, 100), (0, 7)]] {
        let mut appels = Vec::new();
        for (taches, increments) in demandes {
            appels.push(compter(taches, increments));
        }
        let piste = piste_figee(demandes[1].0);
        let totaux = finir(ensemble(appels), piste).await;
        let attendus = demandes.map(|(taches, increments)| (taches * increments) as u64);
        exiger!(
            totaux == attendus,
            "deux appels ensemble, (tâches, incréments) = {demandes:?}, comptent chacun pour soi : {attendus:?}",
            "des totaux de {totaux:?}",
            "un compteur commun à tous les appels (`static`), même remis à zéro au début de chacun, mêle leurs comptes : \
             chaque appel crée le sien, et le partage avec ses tâches"
        );
    }
}

/// Compte à huit tâches et sur plusieurs threads ; échoue si un incrément se perd.
fn compter_a_huit(increments: usize) -> Boite<'static, ()> {
    Box::pin(async move {
        let total = compter(8, increments).await;
        let attendu = 8 * increments as u64;
        exiger!(
            total == attendu || total % increments as u64 != 0,
            "8 tâches de {increments} incréments, sur 4 threads, comptent {attendu}",
            "un total de {total} : il manque le compte entier de certaines tâches",
            "elles n'ont pas été attendues, ou chaque thread a son propre compteur : un `thread_local!` est à un seul thread, \
             ce que tous partagent est un `Arc` ; ou toutes ont écrit par-dessus les mêmes valeurs : lire puis écrire en deux \
             fois n'est pas un incrément"
        );
        exiger!(
            total == attendu,
            "8 tâches de {increments} incréments, sur 4 threads, comptent {attendu}",
            "un total de {total}",
            "deux tâches ont lu la même valeur avant d'écrire (lire puis écrire en deux fois n'est pas un incrément), ou \
             l'une d'elles n'a pas été attendue"
        );
    })
}

#[banc::etape]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn rien_ne_se_perd_sur_plusieurs_threads() {
    // Un total juste ne prouve rien tant que les threads ne se sont pas croisés. Le compteur fautif du banc
    // le dit : chaque fois qu'il perd des incréments, une réponse fautive avait de quoi en perdre aussi.
    let depart = Instant::now();
    let increments = assez_d_increments(compter_a_huit).await;
    let fautifs = assez_d_increments(|n| {
        Box::pin(async move {
            compter_mal_a_huit(n).await;
        })
    })
    .await;
    let mut pertes = 0;
    while pertes < 5 && depart.elapsed() < ms(1000) {
        compter_a_huit(increments).await;
        pertes += u32::from(compter_mal_a_huit(fautifs).await);
    }
}
