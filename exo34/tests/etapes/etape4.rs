//! Étape 4 : `etage_au_carre` met au carré ce qui passe entre deux canaux bornés, à l'allure de son lecteur, et finit dès
//! que l'un des deux bouts s'en va.

use std::future::pending;

use banc::taches_ou_threads::{
    PATIENCE, aboutir, attendre, ceder, laisser, laisser_passer_des_heures, le_thread_s_endort,
    reposer,
};
use banc::texte::nombre;
use banc::{Boite, Jauge, comparer, exiger, exiger_egal, ms, nommer, pendant, sans_panique, vider};
use tokio::sync::Semaphore;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::mpsc::{self, Receiver, Sender};

use crate::commun_aux_etapes::expliquer;
use crate::etage_au_carre; // nom fixé par l'énoncé

const PISTE_SORTIE: &str = "la sortie se ferme quand l'entrée est fermée et que tout a été livré : l'étage finit alors et \
    lâche son émetteur. L'étage a-t-il vu `None` ? Le motif `Some(…) = entree.recv()` d'un `select!` éteint sa branche sans \
    le dire, et `else` ne vient que si toutes les branches sont éteintes, quand `closed()` attend encore. Ou bien une copie de \
    l'émetteur vit ailleurs";
const PISTE_VALEUR: &str = "une valeur traverse l'étage dès qu'elle arrive : l'étage tourne tout seul dans \
    sa tâche, et n'attend ni les valeurs suivantes ni la fermeture de l'entrée";
const PISTE_LECTEUR: &str = "le lecteur est parti, mais l'étage n'attend que sa prochaine valeur (ou \
    ignore l'erreur de `send`) : il doit attendre aussi la fermeture de sa sortie";

#[allow(dead_code, reason = "seuls comptent les types de la consigne")]
fn signature(entree: Receiver<u32>) -> Receiver<u64> {
    etage_au_carre(entree, 0_usize) // signature fixée : fn etage_au_carre(entree: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64>
}

/// La piste de ces carrés, qui ne sont pas ceux attendus : celle-ci, si les nombres sont des carrés.
fn piste_des_carres<'a>(recus: &[u64], attendus: &[u64], sinon: &'a str) -> &'a str {
    let faux = |(recu, attendu): &(&u64, &u64)| recu != attendu;
    // Un `f32` a 24 bits justes, un `f64` 53.
    let proche = |(recu, attendu): (&u64, &u64)| recu.abs_diff(*attendu) <= attendu >> 20;
    let mut paires = recus.iter().zip(attendus).filter(faux).peekable();
    if paires.peek().is_some() && paires.all(proche) {
        return "un nombre à virgule (`f64`, `powi`) arrondit ce qui ne tient pas dans ses bits : passe en `u64`, et multiplie \
                des entiers";
    }
    if recus.iter().any(|recu| recu.isqrt().pow(2) != *recu) {
        return "le carré d'un nombre est ce nombre multiplié par lui-même";
    }
    sinon
}

/// Une entrée de 64 places où ces valeurs attendent déjà.
fn entree(valeurs: &[u32]) -> (Sender<u32>, Receiver<u32>) {
    let (tx, rx) = mpsc::channel(64);
    for &valeur in valeurs {
        let _ = tx.try_send(valeur);
    }
    (tx, rx)
}

fn carres(nombres: &[u32]) -> Vec<u64> {
    let carres = nombres.iter().map(|&nombre| u64::from(nombre).pow(2));
    carres.collect()
}

/// Démarre l'étage ; une panique de l'appel fait échouer le test, et de même un étage dont rien ne peut sortir.
async fn demarrer(rx: Receiver<u32>, capacite: usize) -> Receiver<u64> {
    let (_tx, trois) = entree(&[1, 2, 3]);
    let mut essai = appeler(trois, 1).await;
    ceder().await;
    exiger!(
        essai.try_recv() != Err(TryRecvError::Disconnected),
        "un étage d'une place, dont l'entrée est ouverte et contient trois nombres, en sort les carrés",
        "sa sortie est fermée, et rien n'en est sorti",
        "l'étage a fini, ou lâché son émetteur, avant d'avoir livré : un bloc `async` que personne ne lance (`spawn`) ne fait \
         rien ; un `WeakSender` ne garde pas le canal ouvert ; ou bien `reserve_many` a demandé plus de places que le canal \
         n'en a, une erreur aussitôt, sans que le lecteur soit parti"
    );
    drop(essai);
    appeler(rx, capacite).await
}

async fn appeler(rx: Receiver<u32>, capacite: usize) -> Receiver<u64> {
    let attendu = format!("`etage_au_carre(entree, {capacite})` démarre l'étage et rend sa sortie");
    let appel = Box::pin(async { etage_au_carre(rx, capacite) });
    sans_panique(appel, |panique| {
        expliquer(
            panique,
            &attendu,
            if capacite > Semaphore::MAX_PERMITS {
                "un canal de Tokio ne peut avoir plus de `Semaphore::MAX_PERMITS` places, et une capacité qui les dépasse \
                 veut dire autant qu'il peut : borne-la des deux côtés"
            } else {
                "un canal borné de Tokio a au moins une place : une capacité de 0 compte pour 1 ; et l'appel a lieu \
                 dans le runtime, où rien ne doit bloquer"
            },
        )
    })
    .await
}

/// L'étage ferme son entrée quand il finit ; qu'il le fasse sur l'horloge de Tokio est permis.
async fn voir_finir(tx: &Sender<u32>) {
    let mut fin = nommer("fin de l'étage", Box::pin(tx.closed()));
    if !laisser(Box::pin(fin.as_mut()), PATIENCE, ms(100)).await {
        attendre(fin, PISTE_LECTEUR).await;
    }
}

/// Le lecteur attend la prochaine valeur de l'étage.
fn lecture(sortie: &mut Receiver<u64>) -> Boite<'_, Option<u64>> {
    nommer("lecture", Box::pin(sortie.recv()))
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn chaque_nombre_ressort_au_carre_et_dans_l_ordre() {
    for capacite in [1, 3, 100] {
        let nombres = [3, 0, 1, 12, 65_535, 65_536, 12, u32::MAX];
        let (tx, rx) = entree(&nombres);
        drop(tx);
        let mut sortie = demarrer(rx, capacite).await;
        let recus = aboutir(vider(&mut sortie), PISTE_SORTIE).await;
        let carres = carres(&nombres);
        let bons = recus
            .iter()
            .zip(&carres)
            .take_while(|(a, b)| a == b)
            .count();
        let piste = piste_des_carres(
            &recus,
            &carres,
            "tout est livré avant que la sortie se ferme, une fois chacun, dans l'ordre de l'entrée ; `try_send` perd \
             la valeur quand la sortie est pleine",
        );
        exiger!(
            !(5..7).contains(&bons),
            "les carrés de {nombres:?}",
            "après les {bons} premiers, la suite est fausse ou manque : {recus:?}",
            "65 536 au carré ne tient pas dans un `u32` : passe en `u64` avant de multiplier, sinon la \
             multiplication déborde et la tâche panique"
        );
        exiger_egal!(recus, carres, "les carrés de {nombres:?}", "{piste}");
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_valeur_traverse_sans_attendre_les_suivantes() {
    let (tx, rx) = entree(&[]);
    let mut sortie = demarrer(rx, 4).await;
    for nombre in [5, 6, 7] {
        let _ = tx.try_send(nombre);
        let carre = aboutir(lecture(&mut sortie), PISTE_VALEUR).await;
        exiger_egal!(
            carre,
            Some(u64::from(nombre * nombre)),
            "le carré de {nombre}, l'entrée restant ouverte",
            "l'étage continue tant que l'entrée est ouverte, et rend à mesure le carré de chaque nombre, ce nombre \
             multiplié par lui-même"
        );
    }
    drop(tx);
    let fin = aboutir(lecture(&mut sortie), PISTE_SORTIE).await;
    exiger_egal!(
        fin,
        None,
        "la sortie, une fois l'entrée fermée",
        "rien d'autre ne sort de l'étage que les carrés de ce qui y entre"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_capacite_de_zero_compte_pour_un() {
    let (tx, rx) = entree(&[1, 2, 3]);
    drop(tx);
    let mut sortie = demarrer(rx, 0).await;
    let recus = aboutir(vider(&mut sortie), PISTE_SORTIE).await;
    let piste = piste_des_carres(
        &recus,
        &[1, 4, 9],
        "une capacité de 0 compte pour 1, et tout est livré",
    );
    exiger_egal!(
        recus,
        [1, 4, 9],
        "les carrés de 1, 2, 3 par un étage de capacité 0",
        "{piste}"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_capacite_immense_ne_panique_pas() {
    let (tx, rx) = entree(&[1, 2, 3]);
    drop(tx);
    let mut sortie = demarrer(rx, usize::MAX).await;
    let recus = aboutir(vider(&mut sortie), PISTE_SORTIE).await;
    let piste = piste_des_carres(
        &recus,
        &[1, 4, 9],
        "toute capacité convient, et tout est livré",
    );
    exiger_egal!(
        recus,
        [1, 4, 9],
        "les carrés de 1, 2, 3 par un étage de capacité `usize::MAX`",
        "{piste}"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_lecteur_lent_freine_l_etage() {
    for capacite in [0, 1, 3, 10] {
        // Sans 0 : ne pas le livrer n'est pas prendre de l'avance.
        let nombres: Vec<u32> = (1..=40).collect();
        let (tx, rx) = entree(&nombres);
        let libres = tx.capacity();
        let mut sortie = demarrer(rx, capacite).await;
        let avance_permise = capacite.max(1) + 1;
        for lus in 0..=20 {
            ceder().await;
            if lus % 10 == 0 {
                reposer().await;
            }
            if lus == 10 {
                laisser_passer_des_heures().await;
            }
            let lectures = nombre(lus, "lecture", "lectures");
            let avance = (tx.capacity() - libres).saturating_sub(lus);
            exiger!(
                avance <= avance_permise,
                "un étage de capacité {capacite} a au plus {avance_permise} valeurs d'avance sur son lecteur",
                "après {lectures}, il en a pris {avance} de plus que le lecteur n'en a lues",
                "la sortie pleine doit arrêter l'étage avant qu'il reprenne une valeur de l'entrée : pas de \
                 canal sans borne, ni plus grand que demandé, ni de `Vec`, de lot ou de tâche par valeur où \
                 elles s'entassent, ni d'envoi qui renonce (`try_send`, `send_timeout`)"
            );
            let carre = aboutir(lecture(&mut sortie), PISTE_VALEUR).await;
            let suivant = lus as u64 + 1;
            let piste = piste_des_carres(
                carre.as_slice(),
                &[suivant * suivant],
                "`try_send` perd la valeur quand la sortie est pleine : l'étage doit attendre la place, aussi \
                 longtemps qu'il le faut",
            );
            exiger_egal!(
                carre,
                Some(suivant * suivant),
                "le carré de {suivant}, lu par un lecteur lent",
                "{piste}"
            );
        }
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_sortie_a_la_capacite_demandee() {
    for capacite in [1, 3, 30] {
        let nombres: Vec<u32> = (0..40).collect();
        let (_tx, rx) = entree(&nombres);
        let sortie = demarrer(rx, capacite).await;
        let mut pretes = 0;
        for _ in 0..400 {
            reposer().await;
            pretes = sortie.len();
            if pretes >= capacite {
                break;
            }
        }
        exiger_egal!(
            pretes,
            capacite,
            "le nombre de carrés qui attendent dans une sortie de capacité {capacite}, quand personne ne lit",
            "l'étage travaille sans attendre le lecteur, et son canal a la capacité demandée, ni plus ni moins"
        );
    }
    // Celles qu'il serait long de remplir.
    for capacite in [5000, 65_536, usize::MAX] {
        let (_tx, rx) = entree(&[]);
        let places = demarrer(rx, capacite).await.max_capacity();
        exiger_egal!(
            places,
            capacite.min(Semaphore::MAX_PERMITS),
            "le nombre de places de la sortie d'un étage de capacité {capacite}",
            "la seule borne est celle de Tokio (`Semaphore::MAX_PERMITS`) : une autre, plus petite, ou un type trop petit \
             (`u16`, `u32`), donne moins de places que demandé"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn tout_est_livre_a_un_lecteur_lent_avant_la_fermeture() {
    let nombres: Vec<u32> = (0..12).collect();
    let (tx, rx) = entree(&nombres);
    let mut sortie = demarrer(rx, 2).await;
    ceder().await;
    drop(tx);
    let mut recus = Vec::new();
    loop {
        ceder().await;
        match aboutir(lecture(&mut sortie), PISTE_SORTIE).await {
            Some(carre) => recus.push(carre),
            None => break,
        }
    }
    let piste = piste_des_carres(
        &recus,
        &carres(&nombres),
        "la fermeture de l'entrée n'annule rien : ce qu'elle contenait encore est lu, et livré, avant la fin, chaque \
         carré attendant sa place",
    );
    comparer(
        &recus,
        &carres(&nombres),
        "ce que reçoit un lecteur lent, l'entrée s'étant fermée en cours de route",
        piste,
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_lecteur_parti_l_etage_en_attente_finit() {
    // Sans avoir rien reçu, puis après deux valeurs : dans les deux cas l'étage attend son entrée.
    for deja_lues in [0, 2] {
        let (tx, rx) = entree(&[1, 2][..deja_lues]);
        let mut sortie = demarrer(rx, 2).await;
        for _ in 0..deja_lues {
            aboutir(lecture(&mut sortie), PISTE_VALEUR).await;
        }
        let lecteur = Jauge::nommee("lecteur").entrer();
        reposer().await;
        laisser_passer_des_heures().await;
        // Et un peu plus : un regard jeté chaque minute, ou chaque heure, n'est pas pour tout de suite.
        laisser(Box::pin(pending()), ms(7_300), ms(20)).await;
        exiger!(
            !tx.is_closed(),
            "l'étage vit tant que son lecteur est là et que son entrée est ouverte",
            "son entrée est déjà fermée",
            "une entrée vide n'est pas une entrée fermée : ni `try_recv` ni un délai ne le disent, seul `None` à la réception"
        );
        drop(sortie);
        drop(lecteur);
        voir_finir(&tx).await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_lecteur_parti_l_etage_bloque_sur_sa_sortie_finit() {
    let nombres: Vec<u32> = (0..40).collect();
    let (tx, rx) = entree(&nombres);
    let sortie = demarrer(rx, 1).await;
    let lecteur = Jauge::nommee("lecteur").entrer();
    reposer().await;
    drop(sortie);
    drop(lecteur);
    voir_finir(&tx).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_etage_au_repos_dort() {
    // Sans rien à lire, puis avec une sortie pleine que personne ne lit.
    for nombres in [&[][..], &[1, 2, 3, 4]] {
        let (tx, rx) = entree(nombres);
        let sortie = demarrer(rx, 1).await;
        exiger!(
            le_thread_s_endort().await,
            "un étage sans rien à faire laisse dormir le thread, entrée vide ou sortie pleine",
            "le thread n'a pas dormi une seule fois",
            "l'étage tourne à vide : `try_recv` ou `try_send` en boucle, même avec `yield_now`, occupe le \
             thread en permanence"
        );
        drop((tx, sortie));
    }
}

#[banc::etape]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn l_ordre_tient_aussi_sur_plusieurs_threads() {
    let nombres: Vec<u32> = (0..1000).collect();
    let (tx, rx) = mpsc::channel(16);
    let mut sortie = demarrer(rx, 8).await;
    let envois = async {
        let tx = tx;
        for &nombre in &nombres {
            let _ = tx.send(nombre).await;
        }
    };
    let deux = pendant(vider(&mut sortie), envois);
    let (recus, _) = attendre(deux, PISTE_SORTIE).await;
    let carres = carres(&nombres);
    if recus == carres {
        return;
    }
    let piste = if recus.len() < carres.len() {
        "des valeurs se perdent : chacune est lue, 0 et la dernière comprises, et attend sa place dans la sortie, où \
         `try_send` renoncerait"
    } else if recus.len() == carres.len() && carres.iter().all(|carre| recus.contains(carre)) {
        "une seule tâche met au carré, une valeur après l'autre : une tâche par valeur les mélange"
    } else {
        piste_des_carres(&recus, &carres, "chaque nombre sort une seule fois")
    };
    let quoi = "les carrés de 0 à 999, sur plusieurs threads";
    comparer(&recus, &carres, quoi, piste);
}
