//! Étape 1 : attendre_les_deux.

use crate::attendre_les_deux;
use crate::commun_aux_etapes::{
    Local, PISTE_ENSEMBLE, dormir, echange, exiger_la_plus_longue, s, suivre,
};
use banc::{Temoin, exiger, exiger_egal};
use std::cell::RefCell;
use std::rc::Rc;
use std::task::{Context, Waker};

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_deux_ensemble_durent_le_temps_du_plus_long() {
    for (da, db) in [(s(100), s(300)), (s(300), s(100)), (s(200), s(200))] {
        let ordre = RefCell::new(Vec::new());
        let a = Temoin::new().autour(async {
            dormir(da).await;
            ordre.borrow_mut().push('a');
            Rc::<str>::from("de a")
        });
        let b = Temoin::new().autour(async {
            dormir(db).await;
            ordre.borrow_mut().push('b');
            &ordre
        });
        let a: Local<'_, _> = Box::pin(a);
        let b: Local<'_, _> = Box::pin(b);
        let appel = Box::pin(attendre_les_deux(a, b));
        let ((de_a, de_b), duree) = suivre(appel, PISTE_ENSEMBLE).await;
        exiger_la_plus_longue(duree, da, db);
        exiger_egal!(
            (&*de_a, de_b.borrow().len()),
            ("de a", 2),
            "la valeur de `a`, et le nombre de futures finis",
            "rends les deux valeurs, une fois que les deux futures ont fini"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn chacun_peut_attendre_un_message_de_l_autre() {
    let (a, b) = echange();
    let (valeurs, _) = suivre(Box::pin(attendre_les_deux(a, b)), PISTE_ENSEMBLE).await;
    exiger_egal!(
        valeurs,
        (3, 4),
        "les valeurs de deux futures qui se répondent",
        "chacun doit avancer dès que l'autre lui a envoyé son message"
    );
    // Interrogé par une tâche, puis par une autre : seule la dernière est à réveiller.
    let (a, b): (Local<'_, ()>, Local<'_, ()>) = (Box::pin(dormir(s(1))), Box::pin(dormir(s(2))));
    let mut appel = Box::pin(attendre_les_deux(a, b));
    let _ = appel.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    let piste = "le réveil est allé à celui qui l'avait interrogé d'abord : à chaque `poll`, c'est le waker \
        qu'il vient de recevoir qui compte";
    let _ = suivre(appel, piste).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn des_futures_deja_prets_n_attendent_rien() {
    for (da, db) in [(0, 0), (0, 100), (100, 0)] {
        let futur = |valeur: u32, duree| -> Local<'_, u32> {
            Box::pin(Temoin::new().autour(async move {
                if duree > 0 {
                    dormir(s(duree)).await;
                }
                valeur
            }))
        };
        let appel = attendre_les_deux(futur(1, da), futur(2, db));
        let (valeurs, duree) = suivre(Box::pin(appel), PISTE_ENSEMBLE).await;
        exiger!(
            duree == s(da + db),
            "un future déjà prêt n'ajoute rien au temps de l'autre ({da} et {db} s)",
            "l'appel a duré {duree:?}",
            "n'attends rien de plus que les deux futures"
        );
        exiger_egal!(
            valeurs,
            (1, 2),
            "les deux valeurs",
            "la valeur d'un future déjà prêt se garde en attendant l'autre"
        );
    }
}
