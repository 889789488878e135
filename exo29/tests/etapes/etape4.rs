//! Étape 4, `executer_bloquant` : un travail bloquant fait à l'écart, pendant que les autres tâches avancent. Sur l'horloge
//! réelle : il s'agit de vrais threads, et ce sont des rendez-vous qui les départagent, non des durées.

use std::any::Any;
use std::panic::panic_any;

use banc::{
    Boite, Patience, attraper, echec, emballage, ensemble, exiger, exiger_egal, lancer, message_de,
    ms, pendant, rendez_vous,
};
use tokio::sync::oneshot;

use crate::executer_bloquant; // nom fixé par l'énoncé

/// Les types de la consigne : la réponse convient à toute valeur, et à tout travail.
#[allow(dead_code, reason = "seuls ses types comptent")]
fn signature<T, F>(travail: F) -> Boite<'static, T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    Box::pin(executer_bloquant(travail)) // signature fixée : async fn executer_bloquant<T, F>(travail: F) -> T where F: FnOnce() -> T + Send + 'static, T: Send + 'static
}

/// Un seul type de travail : Tokio n'est pas recompilé pour chacun.
type Travail = Box<dyn FnOnce() -> Option<u32> + Send>;

#[banc::etape]
#[tokio::test]
async fn la_valeur_du_travail_revient_a_l_appelant() {
    for nombres in [vec![1, 4, 3], vec![]] {
        let attendu = nombres.iter().max().copied();
        let travail: Travail = Box::new(move || nombres.into_iter().max());
        exiger_egal!(
            executer_bloquant(travail).await,
            attendu,
            "la valeur rendue",
            "rends ce que `travail` a rendu"
        );
    }
    let (faire, fait) = oneshot::channel();
    let travail: Travail = Box::new(move || faire.send(1).err());
    drop(executer_bloquant(travail));
    exiger!(
        fait.await.is_err(),
        "un appel lâché sans avoir été attendu n'a rien fait",
        "son travail a été fait",
        "appelée, une `async fn` ne fait encore rien : le travail part du corps de la fonction async elle-même, quand on attend"
    );
}

#[banc::etape]
#[tokio::test]
async fn les_autres_taches_avancent_pendant_le_travail() {
    let (visiteur, hote) = rendez_vous();
    let (commencer, commence) = oneshot::channel();
    let travail: Travail = Box::new(move || {
        let _ = commencer.send(());
        hote.attendre()
    });
    let autre = async {
        let _ = commence.await;
        visiteur.remettre(7);
    };
    let recu = pendant(executer_bloquant(travail), autre).await;
    exiger!(
        recu == Some(7),
        "pendant le travail bloquant, une autre branche du même `join!` lui envoie 7",
        "elle n'a pas pu avancer : le travail n'a rien reçu en 3 s",
        "`travail` tourne sur le thread du runtime (ou ce thread attend sa fin sans `.await`) : \
         confie-le à un thread à part, celui des tâches bloquantes de Tokio par exemple"
    );
}

#[banc::etape]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn le_travail_laisse_libres_tous_les_threads_du_runtime() {
    let (mut visiteurs, mut debuts, mut travaux) = (Vec::new(), Vec::new(), Vec::new());
    // Autant que le runtime a de threads.
    for _ in 0..2 {
        let (visiteur, hote) = rendez_vous();
        let (commencer, commence) = oneshot::channel();
        let travail: Travail = Box::new(move || {
            let _ = commencer.send(());
            hote.attendre()
        });
        visiteurs.push(visiteur);
        debuts.push(commence);
        travaux.push(executer_bloquant(travail));
    }
    lancer(async move {
        for commence in debuts {
            let _ = commence.await;
        }
        for visiteur in visiteurs {
            visiteur.remettre(7);
        }
    });
    let recus = ensemble(travaux).await;
    exiger!(
        recus == [Some(7), Some(7)],
        "pendant deux travaux bloquants, une tâche avance, dans un runtime de deux threads",
        "elle n'a pas pu avancer : ces threads sont pris, ou celui qui attend",
        "quand le runtime a plusieurs threads, `travail` occupe un thread du runtime, ou celui qui attend sa fin (`block_in_place`, une \
         tâche ordinaire, `join`) : confie-le toujours à un thread à part, celui des tâches bloquantes de Tokio par exemple"
    );
}

#[banc::etape]
#[tokio::test]
async fn deux_travaux_bloquants_tournent_en_meme_temps() {
    let (chez_a, a) = rendez_vous();
    let (chez_b, b) = rendez_vous();
    let travail_a: Travail = Box::new(move || {
        chez_b.remettre(1);
        a.attendre()
    });
    let travail_b: Travail = Box::new(move || {
        chez_a.remettre(2);
        b.attendre()
    });
    let travaux = vec![executer_bloquant(travail_a), executer_bloquant(travail_b)];
    let recus = ensemble(travaux).await;
    let (recu_a, recu_b) = (recus[0], recus[1]);
    exiger!(
        recu_a == Some(2) && recu_b == Some(1),
        "deux travaux bloquants qui s'envoient chacun une valeur finissent tous les deux",
        "l'un a fini avant que l'autre commence : reçu {recu_a:?} et {recu_b:?}",
        "chaque travail a besoin de son propre thread bloquant, sans attendre celui d'avant"
    );
}

/// La charge de la panique qui arrive à l'appelant d'un travail qui panique.
async fn charge_recue(travail: Travail) -> Box<dyn Any + Send> {
    let Err(charge) = attraper(executer_bloquant(travail)).await else {
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
    executer_bloquant(Box::new(|| None) as Travail).await;
    let charge = charge_recue(Box::new(|| panic_any(Charge(42)))).await;
    if let Some(piste) = emballage(&*charge) {
        echec!(
            "la panique arrive avec sa charge d'origine, `Charge(42)`",
            "la charge d'origine arrive, et quelque chose l'entoure",
            "{piste}"
        );
    }
    let texte = message_de(&*charge);
    exiger!(
        !texte.contains("RecvError"),
        "la panique arrive avec sa charge d'origine, `Charge(42)`",
        "une autre panique est arrivée : {texte}",
        "un canal ne transporte pas une panique, il se ferme : seule la poignée d'une tâche (`spawn_blocking`) la garde, dans \
         son erreur (`JoinError`)"
    );
    exiger!(
        charge.downcast_ref() == Some(&Charge(42)),
        "la panique arrive avec sa charge d'origine, `Charge(42)`",
        "une autre panique est arrivée : {texte}",
        "`unwrap`, `expect` ou `panic!` déclenchent une nouvelle panique, qui remplace la première : reprends \
         la charge dans l'erreur, et relance-la telle quelle (`JoinError` sait la rendre, `std::panic` la relancer)"
    );
    let texte = charge_recue(Box::new(|| panic_any("texte"))).await;
    let chaine = charge_recue(Box::new(|| panic_any(String::from("chaîne")))).await;
    exiger!(
        texte.downcast_ref() == Some(&"texte")
            && chaine.downcast_ref() == Some(&String::from("chaîne")),
        "une charge `&str` arrive en `&str`, une charge `String` en `String`",
        "l'une des deux a changé de type ou de texte",
        "la charge d'une panique n'est pas toujours du même type : relance la boîte reçue sans l'ouvrir, au lieu \
         d'en fabriquer une autre"
    );
    let apres_vingt_paniques = async {
        for _ in 0..20 {
            charge_recue(Box::new(|| panic_any(()))).await;
        }
        executer_bloquant(Box::new(|| None) as Travail).await
    };
    let patience = Patience::new(
        "un travail qui panique rend ce qu'il a pris, comme un autre : une place ou un verrou à lui ne le fait pas toujours",
    );
    patience
        .temps(ms(3000))
        .attendre(apres_vingt_paniques)
        .await;
}
