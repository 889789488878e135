//! Étape 4 : executer_bloquant.

use crate::executer_bloquant;
use banc::{attraper, echec, exiger, exiger_egal, message_de};
use std::any::Any;
use std::sync::mpsc;
use std::time::Duration;
use tokio::sync::oneshot;

/// Un travail dont le type ne dit que ce qu'il rend : Tokio n'est pas recompilé pour chacun.
type Travail<T> = Box<dyn FnOnce() -> T + Send>;

/// Un travail bloquant qui attend qu'on lui envoie une valeur : il ne finit que si quelqu'un d'autre
/// avance pendant ce temps. La limite réelle ne joue que pour une réponse fausse.
fn rendez_vous() -> (mpsc::Sender<u32>, Travail<Option<u32>>) {
    let (donner, recevoir) = mpsc::channel();
    let travail = move || recevoir.recv_timeout(Duration::from_secs(3)).ok();
    (donner, Box::new(travail))
}

#[banc::etape]
#[tokio::test]
async fn la_valeur_du_travail_revient_a_l_appelant() {
    let donnees = [1, 2, 3];
    let somme = executer_bloquant(move || donnees.iter().sum::<i32>()).await;
    exiger_egal!(
        somme,
        6,
        "la valeur rendue",
        "rends ce que `travail` a rendu"
    );
    let texte = executer_bloquant(|| String::from("fait")).await;
    exiger_egal!(
        texte,
        "fait",
        "la valeur rendue",
        "rends ce que `travail` a rendu"
    );
}

#[banc::etape]
#[tokio::test]
async fn les_autres_taches_avancent_pendant_le_travail() {
    let (donner, attendre) = rendez_vous();
    let (commencer, commence) = oneshot::channel();
    let travail: Travail<_> = Box::new(move || {
        let _ = commencer.send(());
        attendre()
    });
    let (recu, ()) = tokio::join!(executer_bloquant(travail), async move {
        let _ = commence.await;
        let _ = donner.send(7);
    });
    exiger!(
        recu == Some(7),
        "pendant le travail bloquant, une autre branche du même `join!` lui envoie 7",
        "elle n'a pas pu avancer : le travail n'a rien reçu en 3 s",
        "`travail` tourne sur le thread du runtime (ou ce thread attend sa fin sans `.await`) : \
         confie-le à un thread à part, celui des tâches bloquantes de Tokio par exemple"
    );
}

#[banc::etape]
#[tokio::test]
async fn deux_travaux_bloquants_tournent_en_meme_temps() {
    let (vers_a, a) = rendez_vous();
    let (vers_b, b) = rendez_vous();
    let travail_a: Travail<_> = Box::new(move || {
        let _ = vers_b.send(1);
        a()
    });
    let travail_b: Travail<_> = Box::new(move || {
        let _ = vers_a.send(2);
        b()
    });
    let (recu_a, recu_b) = tokio::join!(executer_bloquant(travail_a), executer_bloquant(travail_b));
    exiger!(
        recu_a == Some(2) && recu_b == Some(1),
        "deux travaux bloquants qui s'envoient chacun une valeur finissent tous les deux",
        "l'un a fini avant que l'autre commence : reçu {recu_a:?} et {recu_b:?}",
        "chaque travail a besoin de son propre thread bloquant, sans attendre celui d'avant"
    );
}

/// Ce qu'une panique de charge `charge`, dans le travail, fait arriver à l'appelant.
async fn charge_recue(charge: impl Any + Send) -> Box<dyn Any + Send> {
    let travail: Travail<()> = Box::new(|| std::panic::panic_any(charge));
    let issue = attraper(executer_bloquant(travail)).await;
    let Err(charge) = issue else {
        echec!(
            "la panique de `travail` arrive à l'appelant",
            "l'appel a rendu une valeur",
            "le résultat d'une tâche qui a paniqué est une erreur : elle contient la panique"
        )
    };
    charge
}

#[banc::etape]
#[tokio::test]
async fn la_panique_du_travail_arrive_intacte() {
    #[derive(Debug, PartialEq)]
    struct Charge(u32);

    // Sans panique d'abord : celle d'une fonction de Tokio mal employée a sa propre piste.
    let rien: Travail<()> = Box::new(|| ());
    executer_bloquant(rien).await;
    let charge = charge_recue(Charge(42)).await;
    let texte = message_de(&*charge);
    exiger!(
        charge.downcast_ref() == Some(&Charge(42)),
        "la panique arrive avec sa charge d'origine, `Charge(42)`",
        "une autre panique est arrivée : {texte}",
        "`unwrap`, `expect` ou `panic!` déclenchent une nouvelle panique, qui remplace la première : reprends \
         la charge dans l'erreur, et relance-la avec `std::panic`"
    );
    let texte = charge_recue("texte").await;
    let chaine = charge_recue(String::from("chaîne")).await;
    exiger!(
        texte.downcast_ref() == Some(&"texte")
            && chaine.downcast_ref() == Some(&String::from("chaîne")),
        "une charge `&str` arrive en `&str`, une charge `String` en `String`",
        "l'une des deux a changé de type ou de texte",
        "la charge d'une panique n'est pas toujours du même type : relance la boîte reçue sans l'ouvrir, au lieu \
         d'en fabriquer une autre"
    );
}
